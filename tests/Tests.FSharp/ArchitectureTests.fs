/// The arrows of ARCHITECTURE.md, checked by reflection.
module Functional.Tests.ArchitectureTests

open System
open System.Reflection
open Expecto

let private core = Assembly.Load "Functional.Core"
let private models = Assembly.Load "Functional.Models"

let private declared =
    BindingFlags.Public ||| BindingFlags.Static ||| BindingFlags.Instance ||| BindingFlags.DeclaredOnly

let private isIn (space: string) (info: Type) =
    match info.Namespace with
    | null -> false
    | name -> name = space || name.StartsWith(space + ".", StringComparison.Ordinal)

let private publicFields (assembly: Assembly) = [
    for info in assembly.GetExportedTypes() do
        for field in info.GetFields declared do
            field
]

let private named (field: FieldInfo) = $"{field.DeclaringType}.{field.Name}"

let private forBoth name check =
    testList name [
        testCase "in the core" (fun () -> check core)
        testCase "in the models" (fun () -> check models)
        testCase "in the laws" (fun () -> check (Assembly.Load "Functional.Testing"))
    ]

[<Tests>]
let tests =
    testList "Architecture" [
        test "nothing in Functional.Core.Kernels is public" {
            let exposed =
                core.GetExportedTypes() |> Array.filter (isIn "Functional.Core.Kernels") |> Array.map string

            Expect.isEmpty exposed "kernels are internal"
        }

        test "Functional.Core references no F# assembly" {
            let references =
                core.GetReferencedAssemblies()
                |> Array.map string
                |> Array.filter _.StartsWith("FSharp", StringComparison.Ordinal)

            Expect.isEmpty references "the core needs no F#"
        }

        test "Functional.Core does not know Functional.Models" {
            let references =
                core.GetReferencedAssemblies()
                |> Array.map string
                |> Array.filter _.StartsWith("Functional", StringComparison.Ordinal)

            Expect.isEmpty references "dependencies run one way"
        }

        test "Functional.Testing needs Functional.Core and FsCheck alone" {
            let references =
                (Assembly.Load "Functional.Testing").GetReferencedAssemblies()
                |> Array.map _.Name
                |> Array.filter (fun name ->
                    name <> "netstandard" && not (name.StartsWith("System", StringComparison.Ordinal)))

            Expect.equal (Set.ofArray references) (set [ "Functional.Core"; "FsCheck"; "FSharp.Core" ]) "nothing else"
        }

        forBoth "no public static field can be assigned" (fun assembly ->
            let assignable =
                publicFields assembly
                |> List.filter (fun field -> field.IsStatic && not field.IsInitOnly && not field.IsLiteral)
                |> List.map named

            Expect.isEmpty assignable "there is no global mutable state")

        forBoth "no public static property can be assigned" (fun assembly ->
            let assignable = [
                for info in assembly.GetExportedTypes() do
                    for property in info.GetProperties declared do
                        match property.SetMethod with
                        | null -> ()
                        | setter when setter.IsStatic && setter.IsPublic -> $"{info}.{property.Name}"
                        | _ -> ()
            ]

            Expect.isEmpty assignable "there is no global mutable state")
    ]
