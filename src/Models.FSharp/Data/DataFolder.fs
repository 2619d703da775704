namespace Functional.Models

open System
open System.IO

/// Why there is no folder of data.
type DataFolderError =
    /// The folder that was named does not exist; `source` says by what it was named.
    | NoSuchFolder of source: string * folder: string
    /// No folder was named, and the usual one is not there.
    | NoFolder of usual: string
    /// The folder has no such file.
    | NoFile of folder: string * file: string

    /// What is wrong, where the public files come from, and how to point at them.
    override error.ToString() =
        let cure =
            "MNIST comes from yann.lecun.com/exdb/mnist, Fashion-MNIST from github.com/zalandoresearch/fashion-mnist. "
            + "Put their four .gz files each into folders 'mnist' and 'fashion-mnist' and name the folder of both by --data or by the variable FUNCTIONAL_DATA."

        match error with
        | NoSuchFolder(source, folder) -> $"{source} names the folder {folder}, but there is none. {cure}"
        | NoFolder usual -> $"The data are looked for in {usual}, but there is no such folder. {cure}"
        | NoFile(folder, file) -> $"The folder {folder} wants a file {file}, but there is none. {cure}"

/// Finds the folder of data sets: the argument --data, then the variable FUNCTIONAL_DATA, then ../shared/data beside the repository.
[<RequireQualifiedAccess>]
module DataFolder =

    /// The nearest folder above (or at) a start that holds Functional.sln.
    let rec private repository (start: DirectoryInfo | null) =
        match start with
        | null -> None
        | folder when File.Exists(Path.Combine(folder.FullName, "Functional.sln")) -> Some folder.FullName
        | folder -> repository folder.Parent

    let private usual () =
        [ Directory.GetCurrentDirectory(); AppContext.BaseDirectory ]
        |> List.tryPick (DirectoryInfo >> repository)
        |> Option.defaultValue (Directory.GetCurrentDirectory())
        |> fun root -> Path.GetFullPath(Path.Combine(root, "..", "shared", "data"))

    /// The folder, given the value of --data if there is one, and the value of the variable if it is set.
    let findIn (argument: string option) (variable: string option) : Result<string, DataFolderError> =
        match argument, variable, usual () with
        | Some folder, _, _ when Directory.Exists folder -> Ok folder
        | Some folder, _, _ -> Error(NoSuchFolder("--data", folder))
        | None, Some folder, _ when Directory.Exists folder -> Ok folder
        | None, Some folder, _ -> Error(NoSuchFolder("FUNCTIONAL_DATA", folder))
        | None, None, folder when Directory.Exists folder -> Ok folder
        | None, None, folder -> Error(NoFolder folder)

    /// The folder, given the value of --data if there is one.
    let find (argument: string option) : Result<string, DataFolderError> =
        let variable =
            match Environment.GetEnvironmentVariable "FUNCTIONAL_DATA" with
            | null
            | "" -> None
            | folder -> Some folder

        findIn argument variable

    /// A file of the folder, compressed (.gz) or not: `DataFolder.file "mnist/train-labels-idx1-ubyte" folder`.
    let file (name: string) (folder: string) : Result<string, DataFolderError> =
        let path = Path.Combine(folder, name)

        match List.tryFind File.Exists [ path + ".gz"; path ] with
        | Some found -> Ok found
        | None -> Error(NoFile(folder, name))
