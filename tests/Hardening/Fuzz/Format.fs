namespace Functional.Hardening.Fuzz

/// A piece of a file by its name: a chunk, a member of an archive, a header.
type Part = string * byte[]

/// A valid file, or several that belong together, in parts: what is built of damaged parts has true lengths and checksums around them.
type Seed = { Parts: Part list; Build: Part list -> byte[] list }

/// A format of files and its reader.
type Format = {
    Name: string
    /// What the names of the files end in.
    Endings: string list
    Seeds: Seed list
    /// Reads the files at these paths: None if that gives a value, or the message of the reader's typed error. Nothing else may happen.
    Read: string list -> string option
    /// How many bytes the reader may allocate for each byte of the files, beside a constant.
    PerByte: int64
}

[<RequireQualifiedAccess>]
module Format =

    /// What any reader may allocate beside its part for each byte.
    let constant = 1L <<< 20

    /// For each byte of a file of numbers or text: their copies, and the objects around the smallest that there are.
    let plain = 64L

    /// For each byte of a description: a line may have four bytes and become a record, with an entry in a map.
    let lines = 512L

    /// For each byte of a pressed file: it stands for up to 1032 of deflate (two bits for 258 bytes), and as many of a JPEG (two bits for 64 pixels);
    /// a byte becomes a float or two and is copied.
    let pressed = 1032L * 32L
