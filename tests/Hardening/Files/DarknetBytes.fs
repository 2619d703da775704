/// A small network in darknet's files.
module Functional.Hardening.Files.DarknetBytes

open System

/// A description with a layer of each kind.
let description =
    """
[net]
# a comment
height=9
width=7
channels=2

[convolutional]
batch_normalize=1
filters=4
size=3
stride=2
pad=1
activation=leaky

[convolutional]
filters=4
size=1
activation=relu

[shortcut]
from=-2
activation=linear

[dropout]
probability=.5

[maxpool]
size=2
stride=2

[convolutional]
filters=3
size=1
activation=linear

[avgpool]

[softmax]
groups=1
"""

let private counts = [ 4 * 4 + 4 * 2 * 9; 4 + 4 * 4; 3 + 3 * 4 ]

/// Its parameters; variances, the fourth four, are positive.
let numbers =
    let random = Random 5

    [|
        for i in 0 .. List.sum counts - 1 -> float32 (random.NextDouble()) + (if i >= 12 && i < 16 then 0.1f else -0.3f)
    |]

/// A file of weights, of version 0.1 or 0.2.
let bytes minor (numbers: float32[]) =
    let header =
        Array.collect (fun (x: int) -> BitConverter.GetBytes x) [| 0; minor; 0 |] |> Array.append
        <| Array.zeroCreate (if minor = 1 then 4 else 8)

    Array.append header (Array.collect (fun (x: float32) -> BitConverter.GetBytes x) numbers)
