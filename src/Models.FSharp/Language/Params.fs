namespace Functional.Models

open System
open Functional.Core

/// Parameter trees as vectors: functions over all tensors of a record, tuple, array, list or map of trees, the tree last.
[<RequireQualifiedAccess>]
module Params =

    /// The tensors, in order.
    let leaves (p: 'p) : Tensor[] = Tree.Flatten p

    /// The path of each tensor, such as `.Hidden.W` or `[2].B`, in the order of `leaves`.
    let paths (p: 'p) : string[] = Tree.Paths p

    /// A tree like another, with the given tensors in its places: `rebuild p (leaves p)` equals p. Raises TreeException if their number differs.
    let rebuild (like: 'p) (leaves: Tensor seq) : 'p = Tree.Rebuild(like, Seq.toArray leaves)

    /// f of each tensor.
    let map (f: Tensor -> Tensor) (p: 'p) : 'p = Tree.Map(Func<_, _> f, p)

    /// f of each two tensors at the same place. Raises TreeException or ShapeException if the trees do not match.
    let map2 (f: Tensor -> Tensor -> Tensor) (p: 'p) (q: 'p) : 'p = Tree.Map2(Func<_, _, _> f, p, q)

    /// Folds over the tensors, in order.
    let fold (f: 's -> Tensor -> 's) (state: 's) (p: 'p) : 's = Array.fold f state (leaves p)

    /// Zeros of the same shapes and dtypes.
    let zerosLike (p: 'p) : 'p = Tree.ZerosLike p

    /// The number of tensors' elements.
    let count (p: 'p) = p |> fold (fun total x -> total + x.Count) 0

    let private total (terms: Tensor[]) = if terms.Length = 0 then Tensor.scalar 0.0 else Array.reduce (+) terms

    /// p + q.
    let add (p: 'p) (q: 'p) = map2 (+) p q

    /// p − q.
    let subtract (p: 'p) (q: 'p) = map2 (-) p q

    /// c·p.
    let scale (c: float) (p: 'p) = map (fun x -> c * x) p

    /// ⟨p, q⟩: the sum of all products.
    let dot (p: 'p) (q: 'p) : Tensor = map2 (*) p q |> leaves |> Array.map Tensor.sum |> total

    /// ‖p‖² = ⟨p, p⟩, differentiable everywhere.
    let squaredNorm (p: 'p) : Tensor = leaves p |> Array.map (fun x -> Tensor.sum (Tensor.square x)) |> total

    /// ‖p‖: the Euclidean norm of all elements together, with derivative 0 where it is 0.
    let norm (p: 'p) : Tensor =
        match leaves p with
        | [||] -> Tensor.scalar 0.0
        | parts -> parts |> Array.map Tensor.norm |> Tensor.stack 0 |> Tensor.norm

    /// All elements in one vector, and the way back: `let struct (v, unflatten) = Params.flatten p` with `unflatten v` = p.
    /// Raises DTypeException if the dtypes of the tensors differ.
    let flatten (p: 'p) : struct (Tensor * (Tensor -> 'p)) =
        let parts = leaves p
        let ends = parts |> Array.scan (fun at x -> at + x.Count) 0

        let unflatten (vector: Tensor) : 'p =
            let part i (x: Tensor) = vector.Slice(0, ends[i], ends[i + 1]).Reshape(x.Shape.ToArray())
            rebuild p (Array.mapi part parts)

        let vector =
            if parts.Length = 0 then
                Tensor.zeros [ 0 ]
            else
                parts |> Array.map Tensor.flatten |> Tensor.concat 0

        struct (vector, unflatten)

    /// Writes the tensors into a file, by their paths: `Params.save "model.safetensors" p`, or "model.npz" for NumPy. The file is there in full or not at all.
    /// Raises TensorFileException if its name has another ending, and IOException where it cannot be written.
    let save (file: string) (p: 'p) : unit = TensorFile.Save(file, p)

    /// A tree like another, of the tensors in a file. Raises TensorFileException if the file is damaged, or lacks one, has one more, or one of another
    /// shape or dtype, and IOException where it cannot be read.
    let load (file: string) (like: 'p) : 'p = TensorFile.Load(file, like)

    /// All tensors of a file, by their names in it. Raises TensorFileException if it is damaged or has other dtypes, and IOException where it cannot be read.
    let read (file: string) : Map<string, Tensor> =
        Map.ofSeq (seq { for item in TensorFile.Read file -> item.Key, item.Value })
