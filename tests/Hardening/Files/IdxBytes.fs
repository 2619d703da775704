/// Bytes of IDX files.
module Functional.Hardening.Files.IdxBytes

open System.IO
open System.IO.Compression

let private bigEndian (n: int) = [| byte (n >>> 24); byte (n >>> 16); byte (n >>> 8); byte n |]

/// A file of unsigned bytes with the sizes that it says.
let idx (sizes: int list) (bytes: byte[]) =
    Array.concat [ [| 0uy; 0uy; 8uy; byte sizes.Length |]; yield! List.map bigEndian sizes; bytes ]

let gzip (bytes: byte[]) =
    use out = new MemoryStream()

    using (new GZipStream(out, CompressionLevel.Optimal)) (fun stream -> stream.Write(bytes, 0, bytes.Length))

    out.ToArray()
