/// The objectives of the public benchmark in plain loops over floats, written from its formulas and not from our tool.
module Functional.Tests.GradBench.Naive

open System

let llsq n (x: float[]) =
    0.5
    * Seq.sum (
        seq {
            for i in 0 .. n - 1 do
                let t = -1.0 + 2.0 * float i / float (n - 1)
                let p = Seq.sum (seq { for j in 0 .. x.Length - 1 -> x[j] * Math.Pow(t, float j) })
                (float (sign t) - p) ** 2.0
        }
    )

let lse (x: float[]) = log (Array.sumBy exp x)

/// α [k], μ and q [k·d], l [k·d(d−1)/2] one after the other; points [n][d].
let gmm k d m gamma (points: float[][]) (p: float[]) =
    let half = d * (d - 1) / 2
    let alpha, mu = p[.. k - 1], p[k .. k + k * d - 1]
    let q, l = p[k + k * d .. k + 2 * k * d - 1], p[k + 2 * k * d ..]

    /// Element (i, j) of the lower triangle of component c.
    let element c i j =
        if i = j then
            exp q[c * d + i]
        else
            // Columns before j hold d − 1, d − 2, … elements.
            l[c * half + (j * (2 * d - j - 1) / 2) + i - j - 1]

    let beta (x: float[]) c =
        let rows = [ for i in 0 .. d - 1 -> Seq.sum (seq { for j in 0..i -> element c i j * (x[j] - mu[c * d + j]) }) ]

        alpha[c] - 0.5 * List.sumBy (fun r -> r * r) rows + Array.sum q[c * d .. c * d + d - 1]

    let n = points.Length
    let likelihood = points |> Array.sumBy (fun x -> lse [| for c in 0 .. k - 1 -> beta x c |])
    let degrees = float (d + m + 1)

    let logGamma =
        float (d * (d - 1)) / 4.0 * log Math.PI
        + Seq.sum (
            seq { for j in 1..d -> MathNet.Numerics.SpecialFunctions.GammaLn(0.5 * degrees + 0.5 * float (1 - j)) }
        )

    let squares =
        Seq.sum (
            seq {
                for c in 0 .. k - 1 do
                    for i in 0 .. d - 1 do
                        for j in 0..i -> element c i j ** 2.0
            }
        )

    -float n * (float d / 2.0 * log (2.0 * Math.PI) + lse alpha)
    + likelihood
    + float k * (degrees * float d * log (gamma / sqrt 2.0) - logGamma)
    - gamma * gamma / 2.0 * squares
    + float m * Array.sum q

/// Rows of main parameters [2·layers][4·bits] and extra ones [3][bits] one after the other.
let lstm (state: float[][]) (sequence: float[][]) (p: float[]) =
    let layers, bits = state.Length / 2, state[0].Length
    let main row i = p[row * 4 * bits + i]
    let extra row i = p[2 * layers * 4 * bits + row * bits + i]
    let sigmoid x = 1.0 / (1.0 + exp -x)
    let hidden = [| for i in 0 .. layers - 1 -> Array.copy state[2 * i] |]
    let cell = [| for i in 0 .. layers - 1 -> Array.copy state[2 * i + 1] |]
    let mutable total = 0.0

    for t in 0 .. sequence.Length - 2 do
        let y = Array.init bits (fun i -> sequence[t][i] * extra 0 i)

        for layer in 0 .. layers - 1 do
            for i in 0 .. bits - 1 do
                let gate g x = main (2 * layer) (g * bits + i) * x + main (2 * layer + 1) (g * bits + i)
                let x, h = y[i], hidden[layer][i]
                let forget, ingate = sigmoid (gate 0 x), sigmoid (gate 1 h)
                let outgate, change = sigmoid (gate 2 x), tanh (gate 3 h)
                cell[layer][i] <- cell[layer][i] * forget + ingate * change
                hidden[layer][i] <- outgate * tanh (cell[layer].[i])
                y[i] <- hidden[layer][i]

        let guess = Array.init bits (fun i -> y[i] * extra 1 i + extra 2 i)
        let shift = log (2.0 + Array.sumBy exp guess)
        total <- total + Array.sum (Array.map2 (fun s g -> s * (g - shift)) sequence[t + 1] guess)

    -total / float (bits * (sequence.Length - 1))

let kmeans d (points: float[][]) (centroids: float[]) =
    points
    |> Array.sumBy (fun p ->
        centroids
        |> Array.chunkBySize d
        |> Array.map (fun c -> Array.map2 (fun a b -> (a - b) ** 2.0) p c |> Array.sum)
        |> Array.min)

/// Leibniz: the sum over all permutations.
let det ell (a: float[]) =
    let rec permutations items =
        match items with
        | [] -> [ 1.0, [] ]
        | _ -> [
            for i, item in List.indexed items do
                for sign, rest in permutations (List.removeAt i items) do
                    (if i % 2 = 0 then sign else -sign), item :: rest
          ]

    permutations [ 0 .. ell - 1 ]
    |> List.sumBy (fun (sign, columns) ->
        sign * (columns |> List.mapi (fun row column -> a[row * ell + column]) |> List.reduce (*)))

let ode s (x: float[]) =
    let h = 2.0 / float s
    let slope (y: float[]) = Array.init x.Length (fun i -> if i = 0 then x[0] else x[i] * y[i - 1])
    let along (y: float[]) scale (k: float[]) = Array.map2 (fun y k -> y + scale * k) y k

    (Array.zeroCreate x.Length, seq { 1..s })
    ||> Seq.fold (fun y _ ->
        let k1 = slope y
        let k2 = slope (along y (h / 2.0) k1)
        let k3 = slope (along y (h / 2.0) k2)
        let k4 = slope (along y h k3)
        Array.init x.Length (fun i -> y[i] + h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i])))

/// The two errors of one observation: camera [11], point [3] and weight one after the other.
let ba (feature: float[]) (p: float[]) =
    let r, centre, x, w = p[0..2], p[3..5], p[11..13], p[14]
    let x = Array.map2 (-) x centre

    let cross (a: float[]) (b: float[]) = [|
        a[1] * b[2] - a[2] * b[1]
        a[2] * b[0] - a[0] * b[2]
        a[0] * b[1] - a[1] * b[0]
    |]

    let theta = sqrt (Array.sumBy (fun a -> a * a) r)
    let k = r |> Array.map (fun a -> a / theta)
    let dot = Array.map2 (*) k x |> Array.sum

    let turned =
        Array.map3 (fun a b c -> a * cos theta + b * sin theta + c * dot * (1.0 - cos theta)) x (cross k x) k

    let u, v = turned[0] / turned[2], turned[1] / turned[2]
    let square = u * u + v * v
    let stretch = 1.0 + p[9] * square + p[10] * square * square
    [| w * (u * stretch * p[6] + p[7] - feature[0]); w * (v * stretch * p[6] + p[8] - feature[1]) |]

type Hand = {
    Parents: int[]
    Relatives: float[][][]
    Inverses: float[][][]
    Positions: float[][]
    Weights: float[][]
    Mirrored: bool
    Triangles: int[][]
    Correspondences: int[]
    Points: float[][]
}

let private times (a: float[][]) (b: float[][]) =
    a
    |> Array.map (fun row -> [|
        for j in 0 .. b[0].Length - 1 -> Seq.sum (seq { for i in 0 .. row.Length - 1 -> row[i] * b[i][j] })
    |])

let private around axis angle =
    let c, s = cos angle, sin angle
    let i, j = (axis + 1) % 3, (axis + 2) % 3
    let m = Array.init 3 (fun r -> Array.init 3 (fun k -> if r = k then 1.0 else 0.0))
    m[i][i] <- c
    m[j][j] <- c
    m[j][i] <- s
    m[i][j] <- -s
    m

/// Residuals of θ [26] and u [points·2] one after the other.
let ht (hand: Hand) (p: float[]) =
    let theta, u = p[..25], p[26..]
    let bones = hand.Parents.Length
    let angles = Array.init bones (fun _ -> Array.zeroCreate 3)

    for finger in 0..4 do
        for joint in 0..2 do
            let bone = 2 + 4 * finger + joint
            angles[bone][0] <- theta[6 + 4 * finger + (if joint = 0 then 0 else joint + 1)]

            if joint = 0 then
                angles[bone][1] <- theta[7 + 4 * finger]

    let absolutes = Array.zeroCreate bones

    for bone in 0 .. bones - 1 do
        let a = angles[bone]
        let turn = times (times (around 2 a[1]) (around 1 a[2])) (around 0 a[0])
        let turn4 = [| yield! turn |> Array.map (fun r -> Array.append r [| 0.0 |]); [| 0.0; 0.0; 0.0; 1.0 |] |]
        let relative = times hand.Relatives[bone] turn4

        absolutes[bone] <-
            if hand.Parents[bone] < 0 then
                relative
            else
                times absolutes[hand.Parents[bone]] relative

    let transforms = Array.map2 times absolutes hand.Inverses
    let norm = sqrt (theta[0] ** 2.0 + theta[1] ** 2.0 + theta[2] ** 2.0)
    let k = theta[..2] |> Array.map (fun t -> t / norm)
    let c, s = cos norm, sin norm

    let rotate (x: float[]) =
        let dot = Array.map2 (*) k x |> Array.sum
        let cross = [| k[1] * x[2] - k[2] * x[1]; k[2] * x[0] - k[0] * x[2]; k[0] * x[1] - k[1] * x[0] |]
        Array.init 3 (fun i -> x[i] * c + cross[i] * s + k[i] * dot * (1.0 - c) + theta[3 + i])

    let vertex v =
        let moved bone =
            times transforms[bone] (hand.Positions[v] |> Array.map Array.singleton) |> Array.map Array.head

        let sum =
            Array.init 3 (fun i -> Seq.sum (seq { for b in 0 .. bones - 1 -> hand.Weights[v][b] * (moved b)[i] }))

        rotate (if hand.Mirrored then [| -sum[0]; sum[1]; sum[2] |] else sum)

    [|
        for i in 0 .. hand.Points.Length - 1 do
            let place =
                if u.Length = 0 then
                    vertex hand.Correspondences[i]
                else
                    let corners = hand.Triangles[hand.Correspondences[i]] |> Array.map vertex
                    let u0, u1 = u[2 * i], u[2 * i + 1]
                    Array.init 3 (fun j -> u0 * corners[0][j] + u1 * corners[1][j] + (1.0 - u0 - u1) * corners[2][j])

            yield! Array.map2 (-) hand.Points[i] place
    |]
