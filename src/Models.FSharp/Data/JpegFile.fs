namespace Functional.Models

open System

/// Files in the format JPEG (ISO/IEC 10918-1), baseline: grey, or colours as brightness and two differences. All arithmetic is in whole numbers, in the order of
/// darknet's own reader, so that the pixels are the same.
module internal JpegFile =

    type private State = {
        Quantizers: Map<byte, int[]>
        Codes: Map<byte, struct (int[] * byte[])>
        Interval: int
        Width: int
        Height: int
        Planes: JpegPlane list
        /// The planes that a scan has filled.
        Filled: Set<byte>
    }

    // The places of the coefficients in the order of the file: along the diagonals, there and back.
    let private places =
        [| 0..63 |]
        |> Array.sortBy (fun i ->
            let y, x = i / 8, i % 8
            x + y, (if (x + y) % 2 = 0 then x else y))

    let private word (bytes: byte[]) at = 256 * int bytes[at] + int bytes[at + 1]

    let rec private quantizers (body: byte[]) at known =
        if at = body.Length then
            known
        elif body[at] < 16uy && body.Length > at + 64 then
            quantizers body (at + 65) (Map.add body[at] (Array.map int body[at + 1 .. at + 64]) known)
        else
            JpegBits.Damage()

    let rec private codes (body: byte[]) at known =
        if at = body.Length then
            known
        elif body.Length < at + 17 then
            JpegBits.Damage()
        else
            let counts = Array.map int body[at + 1 .. at + 16]
            let ending = at + 17 + Array.sum counts

            if ending > body.Length then
                JpegBits.Damage()

            codes body ending (Map.add body[at] (struct (counts, body[at + 17 .. ending - 1])) known)

    let private most side (planes: JpegPlane list) = planes |> List.map side |> List.max

    // The planes that a header of the frame says, if the file is long enough to fill them: a block takes two bits at least.
    let private frame length (body: byte[]) state =
        let height, width, count = word body 1, word body 3, int body[5]
        let blocks i = int (body[7 + 3 * i] >>> 4), int (body[7 + 3 * i] &&& 15uy)
        let sides = List.init count blocks

        if width = 0 || height = 0 || sides |> List.exists (fun (x, y) -> x < 1 || x > 4 || y < 1 || y > 4) then
            JpegBits.Damage()

        let mostAcross, mostDown = List.max (List.map fst sides), List.max (List.map snd sides)
        let units size most = (size + 8 * most - 1) / (8 * most)
        let right, down = units width mostAcross, units height mostDown

        if
            int64 right * int64 down * int64 (List.sumBy (fun (x, y) -> x * y) sides) > 4L * int64 length
            || 3L * int64 width * int64 height > int64 Array.MaxLength
        then
            JpegBits.Damage()

        let plane i (x, y) = {
            Id = body[6 + 3 * i]
            Across = x
            Down = y
            Quantizer = body[8 + 3 * i]
            Width = (width * x + mostAcross - 1) / mostAcross
            Height = (height * y + mostDown - 1) / mostDown
            Stride = 8 * x * right
            Pixels = Array.zeroCreate (64 * x * y * right * down)
        }

        { state with Width = width; Height = height; Planes = List.mapi plane sides }

    // Fills the block at a place of a plane; the mean is told as the difference from the plane's last one.
    let private block state (bits: JpegBits) (dc: byte) (ac: byte) (plane: JpegPlane) last row column =
        let quantizer = state.Quantizers[plane.Quantizer]
        let values = Array.zeroCreate 64
        let mean = last + bits.Number(bits.Symbol state.Codes[dc])
        values[0] <- mean * quantizer[0]
        let mutable k = 1

        while k < 64 do
            let symbol = bits.Symbol state.Codes[ac]
            k <- k + (symbol >>> 4)

            if symbol &&& 15 = 0 then
                // Sixteen zeros, or zeros to the end.
                k <- if symbol = 0xF0 then k + 1 else 64
            elif k > 63 then
                JpegBits.Damage()
            else
                values[places[k]] <- bits.Number(symbol &&& 15) * quantizer[k]
                k <- k + 1

        JpegTransform.invert values

        for i in 0..63 do
            plane.Pixels[(8 * row + i / 8) * plane.Stride + 8 * column + i % 8] <- JpegTransform.clamp values[i]

        mean

    // The stretches of bits from a place on, between marks to begin anew, and where they end; a zero after each byte of ones is only there to say that it is no mark.
    let private stretches (bytes: byte[]) start =
        let rec next at (bits: ResizeArray<byte>) finished =
            if at + 1 >= bytes.Length then
                JpegBits.Damage()
            elif bytes[at] <> 0xFFuy then
                bits.Add bytes[at]
                next (at + 1) bits finished
            elif bytes[at + 1] = 0uy then
                bits.Add 0xFFuy
                next (at + 2) bits finished
            elif bytes[at + 1] &&& 0xF8uy = 0xD0uy then
                next (at + 2) (ResizeArray()) (bits.ToArray() :: finished)
            else
                List.rev (bits.ToArray() :: finished), at

        next start (ResizeArray()) []

    let private scan (bytes: byte[]) (body: byte[]) ending state =
        let members = [|
            for i in 0 .. int body[0] - 1 ->
                let tables = body[2 + 2 * i]
                let plane = state.Planes |> List.find (fun plane -> plane.Id = body[1 + 2 * i])
                plane, tables >>> 4, (tables &&& 15uy) ||| 16uy
        |]

        if members.Length = 0 then
            JpegBits.Damage()

        let mostAcross, mostDown = most _.Across state.Planes, most _.Down state.Planes

        // A plane alone comes block by block, as many as it needs; several, in units with blocks of each.
        let wide, units, across, down =
            match members with
            | [| plane, _, _ |] ->
                let wide = (plane.Width + 7) / 8
                wide, wide * ((plane.Height + 7) / 8), (fun _ -> 1), (fun _ -> 1)
            | _ ->
                let wide = (state.Width + 8 * mostAcross - 1) / (8 * mostAcross)
                wide, wide * ((state.Height + 8 * mostDown - 1) / (8 * mostDown)), _.Across, _.Down

        let stretches, at = stretches bytes ending
        let interval = if state.Interval = 0 then units else state.Interval

        if stretches.Length < (units + interval - 1) / interval then
            JpegBits.Damage()

        for i, stretch in List.indexed stretches do
            let bits = JpegBits stretch
            let last = Array.zeroCreate members.Length

            for unit in i * interval .. min units ((i + 1) * interval) - 1 do
                for p in 0 .. members.Length - 1 do
                    let plane, dc, ac = members[p]

                    for row in 0 .. down plane - 1 do
                        for column in 0 .. across plane - 1 do
                            let row, column = unit / wide * down plane + row, unit % wide * across plane + column
                            last[p] <- block state bits dc ac plane last[p] row column

        let filled = members |> Array.map (fun (plane, _, _) -> plane.Id) |> Set.ofArray
        struct ({ state with Filled = Set.union state.Filled filled }, at)

    let private pixels (state: State) : Pixels =
        let across, down = most _.Across state.Planes, most _.Down state.Planes

        let bytes = Array.zeroCreate (3 * state.Width * state.Height)

        for y in 0 .. state.Height - 1 do
            let start = 3 * y * state.Width

            match state.Planes |> List.map (fun plane -> JpegColours.row across down state.Width plane y) with
            | [ bright; blue; red ] ->
                for x in 0 .. state.Width - 1 do
                    JpegColours.rgb bright[x] blue[x] red[x] bytes (start + 3 * x)
            | rows ->
                for x in 0 .. state.Width - 1 do
                    Array.fill bytes (start + 3 * x) 3 (byte rows.Head[x])

        { Height = state.Height; Width = state.Width; Bytes = bytes }

    let rec private segments (greatest: int64) file (bytes: byte[]) at state =
        if
            at + 4 > bytes.Length && not (at + 2 = bytes.Length && bytes[at + 1] = 0xD9uy)
            || bytes[at] <> 0xFFuy
        then
            JpegBits.Damage()

        let form () =
            Error(
                UnknownForm(
                    file,
                    "to be a baseline JPEG of 8 bits, grey or with brightness and two differences, not progressive"
                )
            )

        let next state = segments greatest file bytes (at + 2 + word bytes (at + 2)) state

        let body () =
            let ending = at + 2 + word bytes (at + 2)
            if ending > bytes.Length then JpegBits.Damage() else bytes[at + 4 .. ending - 1]

        match bytes[at + 1] with
        | 0xD9uy when not state.Planes.IsEmpty && state.Filled.Count = state.Planes.Length -> Ok(pixels state)
        | 0xC0uy
        | 0xC1uy ->
            let body = body ()

            if not state.Planes.IsEmpty then
                JpegBits.Damage()
            elif int64 (word body 1) * int64 (word body 3) > greatest then
                Error(TooManyPixels(file, word body 3, word body 1, greatest))
            elif body[0] = 8uy && (body[5] = 1uy || body[5] = 3uy) then
                next (frame bytes.Length body state)
            else
                form ()
        | 0xC4uy -> next { state with Codes = codes (body ()) 0 state.Codes }
        | 0xDBuy -> next { state with Quantizers = quantizers (body ()) 0 state.Quantizers }
        | 0xDDuy -> next { state with Interval = word (body ()) 0 }
        | 0xDAuy ->
            let struct (state, at) = scan bytes (body ()) (at + 2 + word bytes (at + 2)) state
            segments greatest file bytes at state
        // What is not read: other frames (SOFn, arithmetic), and Adobe's colours without differences (its mark has 0 there).
        | mark when mark >= 0xC2uy && mark <= 0xCFuy -> form ()
        | 0xEEuy when (let body = body () in body.Length >= 12 && body[0] = byte 'A' && body[11] = 0uy) -> form ()
        | 0xFFuy -> segments greatest file bytes (at + 1) state
        | mark when mark >= 0xE0uy || mark = 0xDCuy -> next state
        | _ -> JpegBits.Damage()

    let parse (most: int64) file (bytes: byte[]) : Result<Pixels, ImageError> =
        if bytes.Length < 3 || bytes[0] <> 0xFFuy || bytes[1] <> 0xD8uy then
            Error(WrongKind(file, "JPEG"))
        else
            let start = {
                Quantizers = Map.empty
                Codes = Map.empty
                Interval = 0
                Width = 0
                Height = 0
                Planes = []
                Filled = Set.empty
            }

            try
                segments most file bytes 2 start
            with
            | :? IO.InvalidDataException
            | :? IndexOutOfRangeException
            | :? Collections.Generic.KeyNotFoundException -> Error(DamagedPixels file)
