/// The public surface of an assembly as text, one line a member, sorted: a change of it is a change of that text.
module Functional.Tests.PublicApi

open System
open System.Reflection
open System.Runtime.CompilerServices

let private keywords =
    dict [
        typeof<Void>, "void"
        typeof<bool>, "bool"
        typeof<int>, "int"
        typeof<int64>, "long"
        typeof<float32>, "float"
        typeof<float>, "double"
        typeof<string>, "string"
        typeof<obj>, "object"
    ]

let rec private typeName (info: Type) =
    match keywords.TryGetValue info with
    | true, word -> word
    | _ when info.IsByRef -> "ref " + typeName (info.GetElementType() |> nonNull)
    | _ when info.IsArray ->
        typeName (info.GetElementType() |> nonNull) + "[" + String(',', info.GetArrayRank() - 1) + "]"
    | _ when info.IsGenericParameter -> info.Name
    | _ when not (isNull (Nullable.GetUnderlyingType info)) -> typeName (info.GetGenericArguments()[0]) + "?"
    | _ when info.Name.StartsWith "ValueTuple`" ->
        let parts = info.GetGenericArguments() |> Array.map typeName |> String.concat ", "
        $"({parts})"
    | _ ->
        let arguments = info.GetGenericArguments() |> Array.map typeName
        let name = info.Name.Split('`')[0]

        if arguments.Length = 0 then
            name
        else
            name + "<" + String.concat ", " arguments + ">"

let private nullability = NullabilityInfoContext()

let private mark (info: NullabilityInfo) =
    if
        info.ReadState = NullabilityState.Nullable
        && not info.Type.IsValueType
        && not info.Type.IsGenericParameter
    then
        "?"
    else
        ""

let private literal (value: objnull) (info: Type) =
    match value with
    | null -> if info.IsValueType then "default" else "null"
    | :? string as text -> $"\"{text}\""
    | value when info.IsEnum -> $"{info.Name}.{value}"
    | :? bool as value -> (string value).ToLowerInvariant()
    | value -> Convert.ToString(value, Globalization.CultureInfo.InvariantCulture) |> string

let private parameter (info: ParameterInfo) =
    let spread = if info.IsDefined typeof<ParamArrayAttribute> then "params " else ""

    let preset =
        if info.HasDefaultValue then
            " = " + literal info.DefaultValue info.ParameterType
        else
            ""

    $"{spread}{typeName info.ParameterType}{mark (nullability.Create info)} {info.Name}{preset}"

let private parameters (info: MethodBase) = info.GetParameters() |> Array.map parameter |> String.concat ", "

let private isSeen (info: MethodBase) = info.IsPublic || info.IsFamily || info.IsFamilyOrAssembly
let private scope (info: MethodBase) = if info.IsStatic then "static " else ""
let private isGenerated (info: MemberInfo) = info.IsDefined typeof<CompilerGeneratedAttribute>

let private methodLine (info: MethodInfo) =
    let generic =
        if info.IsGenericMethod then
            "<" + (info.GetGenericArguments() |> Array.map _.Name |> String.concat ", ") + ">"
        else
            ""

    let answer = typeName info.ReturnType + mark (nullability.Create info.ReturnParameter)
    $"{scope info}{answer} {info.Name}{generic}({parameters info})"

let private propertyLine (info: PropertyInfo) =
    let accessors = [
        for accessor in info.GetAccessors true do
            if isSeen accessor then
                let modifiers = accessor.ReturnParameter.GetRequiredCustomModifiers()

                if not (accessor.Name.StartsWith "set_") then "get"
                elif modifiers |> Array.contains typeof<IsExternalInit> then "init"
                else "set"
    ]

    let index = info.GetIndexParameters() |> Array.map parameter |> String.concat ", "
    let name = if index = "" then info.Name else $"this[{index}]"
    let accessor = (info.GetAccessors true)[0]
    let words = String.concat "; " accessors
    $"{scope accessor}{typeName info.PropertyType}{mark (nullability.Create info)} {name} {{ {words} }}"

let private declared =
    BindingFlags.Public
    ||| BindingFlags.NonPublic
    ||| BindingFlags.Static
    ||| BindingFlags.Instance
    ||| BindingFlags.DeclaredOnly

let private members (info: Type) = [
    for maker in info.GetConstructors declared do
        if isSeen maker && not (isGenerated maker) then
            $"{info.Name.Split('`')[0]}({parameters maker})"

    for field in info.GetFields declared do
        if field.IsPublic && not field.IsSpecialName then
            let kind =
                if field.IsLiteral then "const "
                elif field.IsStatic then "static "
                else ""

            $"{kind}{typeName field.FieldType} {field.Name}"

    for property in info.GetProperties declared do
        if property.GetAccessors true |> Array.exists isSeen && property.Name <> "EqualityContract" then
            propertyLine property

    for method in info.GetMethods declared do
        let isAccessor = method.IsSpecialName && not (method.Name.StartsWith "op_")

        if isSeen method && not isAccessor && not (isGenerated method) then
            methodLine method
]

let private kind (info: Type) =
    if info.IsEnum then "enum"
    elif info.IsInterface then "interface"
    elif info.IsSubclassOf typeof<MulticastDelegate> then "delegate"
    elif info.IsValueType then "struct"
    elif info.IsAbstract && info.IsSealed then "static class"
    elif info.IsAbstract then "abstract class"
    elif info.IsSealed then "sealed class"
    else "class"

/// The lines of all types that users can see.
let lines (assembly: Assembly) = [
    for info in assembly.GetExportedTypes() |> Array.sortBy typeName do
        let parent =
            match info.BaseType with
            | null -> ""
            | parent when parent.Assembly = assembly -> $" : {typeName parent}"
            | _ -> ""

        ""
        $"{kind info} {info.Namespace}.{typeName info}{parent}"

        for line in members info |> List.sortWith (fun a b -> String.CompareOrdinal(a, b)) do
            "    " + line
]
