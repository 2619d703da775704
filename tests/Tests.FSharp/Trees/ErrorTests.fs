module Functional.Tests.Trees.ErrorTests

open Expecto
