namespace Functional.Gallery.Report

open System.IO
open System.Text

/// Files that are there in full or not at all.
[<RequireQualifiedAccess>]
module Files =

    // Such as no file of anyone else's ends in.
    let private unfinished = ".functional-unfinished"

    /// Writes a file beside its place, then moves it there: an interruption leaves what was there before.
    let writeBytes (path: string) (bytes: byte[]) =
        let full = Path.GetFullPath path
        let folder = Path.Combine(full, "..") |> Path.GetFullPath
        Directory.CreateDirectory folder |> ignore
        let temporary = full + unfinished

        try
            File.WriteAllBytes(temporary, bytes)
            File.Move(temporary, full, true)
        finally
            File.Delete temporary

    /// As `writeBytes`, in UTF-8.
    let writeText path (text: string) = UTF8Encoding(false).GetBytes text |> writeBytes path

    /// Removes what a run that was killed has left unfinished, and no other file.
    let sweep folder =
        if Directory.Exists folder then
            for file in Directory.GetFiles(folder, "*" + unfinished, SearchOption.AllDirectories) do
                File.Delete file
