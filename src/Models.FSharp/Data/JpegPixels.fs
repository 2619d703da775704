namespace Functional.Models

open System

/// The cosine transform of a JPEG's blocks, in whole numbers, so that every machine gives the same pixels.
/// Source: Loeffler, Ligtenberg and Moschytz 1989, figure 1, with constants of 12 bits and two more bits kept between columns and rows.
module internal JpegTransform =

    let private scaled x = int (x * 4096.0 + 0.5)

    // Eight numbers in place, from a first one on.
    let private line (v: int[]) first step bias shift =
        let s k = v[first + k * step]
        let even = (s 2 + s 6) * scaled 0.5411961
        let low, high = even + s 6 * scaled -1.847759065, even + s 2 * scaled 0.765366865
        let sum, difference = (s 0 + s 4) * 4096, (s 0 - s 4) * 4096

        let odd = (s 7 + s 3 + s 5 + s 1) * scaled 1.175875602
        let a, b = odd + (s 7 + s 1) * scaled -0.899976223, odd + (s 5 + s 3) * scaled -2.562915447
        let c, d = (s 7 + s 3) * scaled -1.961570560, (s 5 + s 1) * scaled -0.390180644

        // Sum and difference of a pair stand as far from either end.
        let inline put k x t =
            v[first + k * step] <- (x + t + bias) >>> shift
            v[first + (7 - k) * step] <- (x - t + bias) >>> shift

        let t0, t1 = s 7 * scaled 0.298631336 + a + c, s 5 * scaled 2.053119869 + b + d
        let t2, t3 = s 3 * scaled 3.072711026 + b + c, s 1 * scaled 1.501321110 + a + d
        put 0 (sum + high) t3
        put 1 (difference + low) t2
        put 2 (difference - low) t1
        put 3 (sum - high) t0

    /// The pixels of a block of 8 × 8 coefficients, in its place: 128 is grey.
    let invert (block: int[]) =
        for column in 0..7 do
            line block column 8 512 10

        for row in 0..7 do
            line block (8 * row) 1 (65536 + (128 <<< 17)) 17

    /// A number as a byte, the nearest there is.
    let clamp x = byte (Math.Clamp(x, 0, 255))

/// One of the planes that a JPEG is made of, in blocks of 8 × 8.
type internal JpegPlane = {
    Id: byte
    /// How many blocks of it a unit of the scan has, to the right and down.
    Across: int
    Down: int
    Quantizer: byte
    Width: int
    Height: int
    /// Pixels of a row, those that fill the last unit among them.
    Stride: int
    Pixels: byte[]
}

/// What a JPEG's planes are as pixels: smaller ones are stretched, and colours made of brightness and two differences.
module internal JpegColours =

    // Between two numbers, 3 parts of the nearer and 1 of the farther; numbers that have been so stretched already are 4 times as large (bits = 2).
    let private doubled bits width (v: int[]) =
        Array.init width (fun i ->
            let x = i / 2
            let neighbour = if i % 2 = 0 then x - 1 else x + 1

            if neighbour < 0 || neighbour >= v.Length then
                (v[x] + ((1 <<< bits) >>> 1)) >>> bits
            else
                (3 * v[x] + v[neighbour] + (2 <<< bits)) >>> (bits + 2))

    /// A row of a plane at the width of the image, whose finest planes have so many blocks in a unit.
    let row (mostAcross: int) (mostDown: int) width (plane: JpegPlane) y : int[] =
        let across, down = mostAcross / plane.Across, mostDown / plane.Down
        let near = y / down
        let far = Math.Clamp((if y % 2 = 0 then near - 1 else near + 1), 0, plane.Height - 1)
        let at y x = int plane.Pixels[y * plane.Stride + x]
        let between x = 3 * at near x + at far x
        let narrow = (width + across - 1) / across

        match across, down with
        | 1, 2 -> Array.init width (fun x -> (between x + 2) >>> 2)
        | 2, 1 -> Array.init narrow (at near) |> doubled 0 width
        | 2, 2 -> Array.init narrow between |> doubled 2 width
        | _ -> Array.init width (fun x -> at near (x / across))

    let private scaled x = int (x * 4096.0f + 0.5f) <<< 8

    /// Puts down red, green and blue of brightness and two differences, in numbers of 20 binary places. Source: ITU-T T.871.
    let rgb y cb cr (bytes: byte[]) at =
        let y, cb, cr = (y <<< 20) + (1 <<< 19), cb - 128, cr - 128
        let green = y - cr * scaled 0.71414f + (-cb * scaled 0.34414f &&& ~~~0xFFFF)
        bytes[at] <- JpegTransform.clamp ((y + cr * scaled 1.40200f) >>> 20)
        bytes[at + 1] <- JpegTransform.clamp (green >>> 20)
        bytes[at + 2] <- JpegTransform.clamp ((y + cb * scaled 1.77200f) >>> 20)
