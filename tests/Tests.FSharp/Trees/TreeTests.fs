module Functional.Tests.Trees.TreeTests

open Expecto
