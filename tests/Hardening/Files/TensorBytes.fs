/// Bytes of files of tensors, made by hand so that they may say anything.
module Functional.Hardening.Files.TensorBytes

open System
open System.IO
open System.IO.Compression
open System.Text
open Functional.Gallery.Pictures

/// A file of safetensors: the length it says, its header, and so many bytes of elements.
let safe (length: int64) (header: string) (elements: int) =
    Array.concat [ BitConverter.GetBytes length; Encoding.UTF8.GetBytes header; Array.zeroCreate elements ]

/// One that says the true length of its header.
let headed (header: string) elements = safe (int64 (Encoding.UTF8.GetByteCount header)) header elements

/// A .npy of version 1.0: the text of its header, and so many bytes of elements.
let npy (text: string) (elements: int) =
    Array.concat [
        Encoding.Latin1.GetBytes "\u0093NUMPY\001\000"
        BitConverter.GetBytes(uint16 text.Length)
        Encoding.Latin1.GetBytes text
        Array.zeroCreate elements
    ]

let private deflate (bytes: byte[]) =
    use memory = new MemoryStream()
    using (new DeflateStream(memory, CompressionLevel.Optimal, true)) (fun stream -> stream.Write bytes)
    memory.ToArray()

/// A zip of one stored part whose lengths are said in 64 bits (zip64), as they are or otherwise. Source: PKWARE's APPNOTE, 4.5.3.
let zip64 (said: int64 option) (name: string) (bytes: byte[]) =
    use memory = new MemoryStream()
    use writer = new BinaryWriter(memory)
    let name = Encoding.UTF8.GetBytes name
    let said = defaultArg said bytes.LongLength

    let described extra =
        for number in [ 45us; 0us; 0us; 0us; 0x21us ] do
            writer.Write number

        writer.Write(Png.crc32 bytes)
        // All ones: the number is among the extra fields.
        writer.Write UInt32.MaxValue
        writer.Write UInt32.MaxValue
        writer.Write(uint16 name.Length)
        writer.Write(uint16 extra)

    let fields () =
        writer.Write 1us
        writer.Write 16us
        writer.Write said
        writer.Write said

    writer.Write 0x04034B50
    described 20
    writer.Write name
    fields ()
    writer.Write bytes
    let start = int memory.Position
    writer.Write 0x02014B50
    writer.Write 45us
    described 20
    writer.Write(Array.zeroCreate<byte> 10)
    writer.Write 0
    writer.Write name
    fields ()
    let size = int memory.Position - start
    writer.Write 0x06054B50
    writer.Write 0
    writer.Write 1us
    writer.Write 1us
    writer.Write size
    writer.Write start
    writer.Write 0us
    memory.ToArray()

/// A zip of deflated parts with true checksums. Parts of the same bytes have one place in the file; an honest zip has no two.
/// Source: PKWARE's APPNOTE, 4.3.
let zipped (parts: (string * byte[]) list) =
    use memory = new MemoryStream()
    use writer = new BinaryWriter(memory)

    // What a part's own header and its entry in the directory have in common.
    let described (name: byte[]) (bytes: byte[]) (pressed: byte[]) =
        for number in [ 20us; 0us; 8us; 0us; 0x21us ] do
            writer.Write number

        writer.Write(Png.crc32 bytes)
        writer.Write pressed.Length
        writer.Write bytes.Length
        writer.Write(uint16 name.Length)
        writer.Write 0us

    let places = Collections.Generic.Dictionary<byte[], int>(HashIdentity.Structural)

    let directory = [
        for name, bytes in parts do
            let name, pressed = Encoding.UTF8.GetBytes name, deflate bytes

            if places.TryAdd(bytes, int memory.Position) then
                writer.Write 0x04034B50
                described name bytes pressed
                writer.Write name
                writer.Write pressed

            name, bytes, pressed, places[bytes]
    ]

    let start = int memory.Position

    for name, bytes, pressed, place in directory do
        writer.Write 0x02014B50
        writer.Write 20us
        described name bytes pressed
        writer.Write(Array.zeroCreate<byte> 10)
        writer.Write place
        writer.Write name

    let size = int memory.Position - start
    writer.Write 0x06054B50
    writer.Write 0
    writer.Write(uint16 directory.Length)
    writer.Write(uint16 directory.Length)
    writer.Write size
    writer.Write start
    writer.Write 0us
    memory.ToArray()
