/// The public members that take a size, a flag or a reference, and calls of them that succeed.
module Functional.Hardening.Arguments.Members

open System
open System.Reflection
open Functional.Core

/// A member as a function of its arguments, the first of which is the instance where there is one.
type Member = {
    Name: string
    Types: Type list
    Nullable: bool list
    /// What each parameter is where it is left out.
    Defaults: objnull option list
    /// Whether the first argument is the instance.
    HasSelf: bool
    Call: objnull list -> objnull
}

let private nullability = NullabilityInfoContext()

let private ofParameter (info: ParameterInfo) =
    let preset =
        match info.HasDefaultValue, info.DefaultValue with
        | false, _ -> None
        | true, null when info.ParameterType.IsValueType -> Some(Activator.CreateInstance info.ParameterType)
        | true, value -> Some value

    info.ParameterType, (nullability.Create info).ReadState = NullabilityState.Nullable, preset

let private invoke (call: unit -> objnull) =
    try
        call ()
    with :? TargetInvocationException as error ->
        Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(nonNull error.InnerException).Throw()
        null

let private nameOf (info: MethodBase) =
    let owner = nonNull info.DeclaringType
    let owner = owner.Name.Split('`')[0]
    let types = info.GetParameters() |> Array.map _.ParameterType.Name |> String.concat ", "
    $"{owner}.{info.Name}({types})"

let private ofMethod (info: MethodInfo) =
    let parameters = info.GetParameters() |> Array.map ofParameter |> List.ofArray
    let self = if info.IsStatic then [] else [ nonNull info.DeclaringType, false, None ]
    let types, nullable, defaults = List.unzip3 (self @ parameters)

    {
        Name = nameOf info
        Types = types
        Nullable = nullable
        Defaults = defaults
        HasSelf = not info.IsStatic
        Call =
            fun arguments ->
                let self, rest = if info.IsStatic then null, arguments else arguments.Head, arguments.Tail
                invoke (fun () -> info.Invoke(self, List.toArray rest))
    }

let private ofMaker (info: ConstructorInfo) =
    let types, nullable, defaults =
        info.GetParameters() |> Array.map ofParameter |> List.ofArray |> List.unzip3

    {
        Name = nameOf info
        Types = types
        Nullable = nullable
        Defaults = defaults
        HasSelf = false
        Call = fun arguments -> invoke (fun () -> info.Invoke(List.toArray arguments))
    }

let private flags =
    BindingFlags.Public ||| BindingFlags.Static ||| BindingFlags.Instance ||| BindingFlags.DeclaredOnly

let private isDelegate (info: Type) = typeof<Delegate>.IsAssignableFrom info

/// Whether reflection can make the call: no functions, spans or type parameters.
let private isPlain (info: MethodBase) =
    not info.ContainsGenericParameters
    && info.GetParameters()
       |> Array.forall (fun p ->
           not p.ParameterType.IsByRefLike && not p.ParameterType.IsByRef && not (isDelegate p.ParameterType))

let private isSeen (info: MethodBase) =
    not (info.IsDefined typeof<Runtime.CompilerServices.CompilerGeneratedAttribute>)
    && not (List.contains info.Name [ "Equals"; "CompareTo"; "ToString"; "TryFormat" ])

let private takesArguments (info: MethodBase) =
    info.GetParameters()
    |> Array.exists (fun p -> Values.isFed p.ParameterType || not p.ParameterType.IsValueType)

let private closed (info: Type) = if info.Name = "Dual`1" then typeof<Dual<Tangent1>> else info

let private isError (info: Type) = typeof<Exception>.IsAssignableFrom info

/// The types with members to call: not errors, nor files, which have laws of their own.
let private typesOf (assembly: Assembly) =
    assembly.GetExportedTypes()
    |> Array.sortBy _.FullName
    |> Array.map closed
    |> Array.filter (fun info -> not (isError info || info.Name = "TensorFile" || info.IsEnum || info.IsInterface))

let private makersOf (info: Type) =
    if info.IsAbstract then
        [||]
    else
        info.GetConstructors flags |> Array.filter isSeen

let private methodsOf (info: Type) = info.GetMethods flags |> Array.filter isSeen

let private isCalled (info: MethodBase) =
    isPlain info
    && not (nonNull info.DeclaringType).ContainsGenericParameters
    && (match info with
        | :? MethodInfo as info -> not info.ReturnType.IsByRefLike
        | _ -> true)

/// All members of an assembly that can be called with arguments made here.
let all (assembly: Assembly) = [
    for info in typesOf assembly do
        for method in methodsOf info do
            if isCalled method && takesArguments method then
                ofMethod method

        for maker in makersOf info do
            if isCalled maker && takesArguments maker then
                ofMaker maker
]

/// The names of the members that take a number, a flag or a shape, but that reflection cannot call.
let byHand (assembly: Assembly) =
    [
        for info in typesOf assembly do
            if not (isDelegate info) then
                for info in Seq.append (Seq.cast<MethodBase>(methodsOf info)) (Seq.cast (makersOf info)) do
                    if
                        not (isCalled info)
                        && info.GetParameters() |> Array.exists (fun p -> Values.isFed p.ParameterType)
                    then
                        $"{(nonNull info.DeclaringType).Name.Split('`')[0]}.{info.Name}"
    ]
    |> List.distinct

/// Lists of one value from each list, at most so many.
let private product (limit: int) (lists: objnull list list) =
    let rec walk lists =
        match lists with
        | [] -> Seq.singleton []
        | head :: tail ->
            seq {
                for value in head do
                    for rest in walk tail do
                        yield value :: rest
            }

    walk lists |> Seq.truncate limit

let private succeeds (m: Member) arguments =
    try
        m.Call arguments |> ignore
        true
    with _ ->
        false

/// At most so many calls that succeed, of which each has other shapes of tensors.
let calls (most: int) (m: Member) : objnull list list =
    let tensorsOf arguments =
        List.zip m.Types arguments
        |> List.filter (fun (info, _) -> info = typeof<Tensor>)
        |> List.map (fun (_, value) -> Values.text value)

    let ordinary info (preset: objnull option) =
        preset |> Option.map List.singleton |> Option.defaultWith (fun () -> Values.ordinary info)

    product 20000 (List.map2 ordinary m.Types m.Defaults)
    |> Seq.filter (succeeds m)
    |> Seq.distinctBy tensorsOf
    |> Seq.truncate most
    |> List.ofSeq
