module Functional.Tests.Trees.CSharpTests

open Expecto
