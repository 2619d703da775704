namespace Functional.Models

open System

/// The bits of a stretch of a JPEG, and numbers in its codes.
type internal JpegBits(bytes: byte[]) =
    let mutable at = 0

    /// The stretch ends too early, or says what cannot be.
    static member Damage() : 'a = raise (IO.InvalidDataException "damaged")

    /// The next bit.
    member _.Bit() =
        if at >= 8 * bytes.Length then
            JpegBits.Damage()

        at <- at + 1
        int bytes[(at - 1) / 8] >>> (7 - (at - 1) % 8) &&& 1

    /// A number of so many bits; one that begins with 0 is negative.
    member bits.Number count =
        let mutable value = 0

        for _ in 1..count do
            value <- 2 * value + bits.Bit()

        if count > 0 && value < (1 <<< (count - 1)) then
            value - (1 <<< count) + 1
        else
            value

    /// A symbol in a Huffman code: how many codes there are of each length, from 1, and what they stand for, in order.
    member bits.Symbol(struct (counts: int[], symbols: byte[])) =
        let rec next length code first skipped =
            if length = counts.Length then
                JpegBits.Damage()

            let code = 2 * code + bits.Bit()
            let first = 2 * first

            if code - first < counts[length] then
                int symbols[skipped + code - first]
            else
                next (length + 1) code (first + counts[length]) (skipped + counts[length])

        next 0 0 0 0
