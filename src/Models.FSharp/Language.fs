namespace Functional.Models
