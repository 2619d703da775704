/// What damage and malice do to bytes. All of it is decided by the generator, so that a case comes back.
module Functional.Hardening.Fuzz.Mutation

open System
open System.Buffers.Binary
open System.Text

/// One of a number of things.
let pick (random: Random) (xs: 'a[]) = xs[random.Next xs.Length]

// A place in the bytes and how many come after it, mostly few.
let private stretch (random: Random) (bytes: byte[]) =
    let start = random.Next(bytes.Length + 1)
    start, min (random.Next(1 <<< random.Next 12)) (bytes.Length - start)

// The bytes with another stretch in the place of one.
let private replaced (bytes: byte[]) start count (other: byte[]) =
    Array.concat [ bytes[.. start - 1]; other; bytes[start + count ..] ]

let private truncate (random: Random) (bytes: byte[]) _ = bytes[.. random.Next(bytes.Length + 1) - 1]

let private flip (random: Random) (bytes: byte[]) _ =
    let bytes = Array.copy bytes

    for _ in 1 .. min bytes.Length (random.Next(1, 9)) do
        let place = random.Next bytes.Length
        bytes[place] <- bytes[place] ^^^ (1uy <<< random.Next 8)

    bytes

let private set (random: Random) (bytes: byte[]) _ =
    let bytes = Array.copy bytes

    for _ in 1 .. min bytes.Length (random.Next(1, 5)) do
        bytes[random.Next bytes.Length] <- pick random [| 0uy; 1uy; 0x7Fuy; 0x80uy; 0xFFuy; byte (random.Next 256) |]

    bytes

// A number where a length, an offset or a count may stand.
let private number (random: Random) (bytes: byte[]) _ =
    let length = int64 bytes.Length

    let value =
        pick random [|
            0L
            1L
            -1L
            length
            length - 1L
            length + 1L
            int64 (random.Next 300)
            0xFFFFL
            int64 Int32.MaxValue
            int64 Int32.MinValue
            int64 UInt32.MaxValue
            Int64.MaxValue
            Int64.MinValue
        |]

    let width = pick random [| 1; 2; 4; 8 |]
    let whole = Array.zeroCreate 8

    let other =
        if random.Next 2 = 0 then
            BinaryPrimitives.WriteInt64LittleEndian(whole.AsSpan(), value)
            whole[.. width - 1]
        else
            BinaryPrimitives.WriteInt64BigEndian(whole.AsSpan(), value)
            whole[8 - width ..]

    // Lengths and counts stand at the beginning and at the end as a rule.
    let start =
        match random.Next 4 with
        | 0 -> random.Next(min bytes.Length 64 + 1)
        | 1 -> max 0 (bytes.Length - 1 - random.Next 64)
        | _ -> random.Next(bytes.Length + 1)

    replaced bytes start (min width (bytes.Length - start)) other

let private delete (random: Random) (bytes: byte[]) _ =
    let start, count = stretch random bytes
    replaced bytes start count [||]

// A stretch many times over: some kilobytes as a rule, and seldom far more.
let private repeat (random: Random) (bytes: byte[]) _ =
    let start, count = stretch random bytes
    let most = if random.Next 500 = 0 then 1 <<< 18 else 1 <<< random.Next 13
    let times = max 2 (most / max 1 count)
    replaced bytes start 0 (Array.concat (Array.replicate times bytes[start .. start + count - 1]))

let private splice (random: Random) (bytes: byte[]) (other: byte[]) =
    let start, count = stretch random bytes
    let from, length = stretch random other
    replaced bytes start (if random.Next 2 = 0 then count else 0) other[from .. from + length - 1]

let private noise (random: Random) (bytes: byte[]) _ =
    let start, count = stretch random bytes
    let other = Array.zeroCreate count
    random.NextBytes other
    replaced bytes start count other

// The number that stands in a text at some place, as another.
let private digits (random: Random) (bytes: byte[]) _ =
    let isDigit (b: byte) = b >= byte '0' && b <= byte '9'
    let start = Array.FindIndex(bytes, random.Next(bytes.Length + 1), isDigit)

    if start < 0 then
        bytes
    else
        let ending = Array.FindIndex(bytes, start, isDigit >> not)
        let count = (if ending < 0 then bytes.Length else ending) - start

        let other =
            pick random [|
                "-1"
                "0"
                "-0"
                "7"
                "1e9"
                "0.5"
                "2147483647"
                "-2147483648"
                "4294967295"
                "9223372036854775807"
                "-9223372036854775808"
                "99999999999999999999999999"
                "٣"
                string (random.Next 1000)
            |]

        replaced bytes start count (Encoding.UTF8.GetBytes other)

let private nest (random: Random) (bytes: byte[]) _ =
    let opening = pick random [| "["; "{\"a\":"; "("; "\""; "[[],"; "\\" |]
    let times = 1 <<< random.Next(if random.Next 100 = 0 then 18 else 10)
    let start, count = stretch random bytes
    replaced bytes start count (Encoding.ASCII.GetBytes(String.replicate times opening))

let private all = [| truncate; flip; set; set; number; number; delete; repeat; splice; noise; digits; digits; nest |]

/// The bytes after one change; some put a stretch of other bytes in.
let once (random: Random) (other: byte[]) (bytes: byte[]) : byte[] = pick random all random bytes other

/// The list after one of its parts, if there are any, was repeated, dropped, moved or replaced by another's.
let ofParts (random: Random) (others: 'a list) (parts: 'a list) : 'a list =
    let place = random.Next(parts.Length + 1)

    match random.Next 4 with
    | 0 when place < parts.Length -> parts |> List.removeAt place
    | 1 when place < parts.Length ->
        let times = if random.Next 50 = 0 then 500 else 1
        parts |> List.insertManyAt place (List.replicate times parts[place])
    | 2 when place < parts.Length ->
        let part = parts[place]
        let rest = parts |> List.removeAt place
        rest |> List.insertAt (random.Next(rest.Length + 1)) part
    | _ -> parts |> List.insertAt place (pick random (List.toArray others))
