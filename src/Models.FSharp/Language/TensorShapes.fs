namespace Functional.Models

open Functional.Core

/// `Tensor`: shapes and products.
[<AutoOpen>]
module TensorShapes =

    /// `Tensor`: shapes and products.
    [<RequireQualifiedAccess>]
    module Tensor =

        /// The same elements under another shape; one size may be −1, which is then what remains.
        let reshape (sizes: int seq) (x: Tensor) = x.Reshape(Seq.toArray sizes)

        /// One axis of all elements, row-major.
        let flatten (x: Tensor) = x.Flatten()

        /// The axes in another order: axis i of the answer is axis `axes[i]` of x.
        let permute (axes: int seq) (x: Tensor) = x.Permute(Seq.toArray axes)

        /// The last two axes exchanged.
        let transpose (x: Tensor) = x.T

        /// Stretched to a shape by NumPy's rule.
        let broadcastTo (sizes: int seq) (x: Tensor) = x.BroadcastTo(Seq.toArray sizes)

        /// A new axis of size 1 at a position.
        let expandDims axis (x: Tensor) = x.ExpandDims axis

        /// One after the other along an axis.
        let concat axis (xs: Tensor seq) = Tensor.Concat(xs, axis)

        /// Side by side along a new axis.
        let stack axis (xs: Tensor seq) = Tensor.Stack(xs, axis)

        /// The indices start, start + step … before stop of an axis; negative ones count from the end, None is the end where the walk begins or ends.
        let slice axis (start: int option) (stop: int option) step (x: Tensor) =
            x.Slice(axis, Option.toNullable start, Option.toNullable stop, step)

        /// Without the given axes, which have size 1.
        let squeeze (axes: int seq) (x: Tensor) = x.Squeeze(Seq.toArray axes)

        /// Equal parts one after another along an axis.
        let split (parts: int) (axis: int) (x: Tensor) = x.Split(parts, axis)

        /// In the opposite order along the given axes.
        let flip (axes: int seq) (x: Tensor) = x.Flip(Seq.toArray axes)

        /// Repeated as a whole, `times[i]` times along axis i.
        let tile (times: int seq) (x: Tensor) = x.Tile(Seq.toArray times)

        /// What stands at the indices along an axis, whose place the shape of the indices takes. Raises DomainException for an index outside the axis.
        let gather (axis: int) (indices: Tensor) (x: Tensor) = x.Gather(indices, axis)

        /// What stands at the numbered indices along the first axis: rows of a matrix, examples of a batch.
        let take (indices: int[]) (x: Tensor) = x.Gather indices

        /// In ascending order along an axis.
        let sort (axis: int) (x: Tensor) = x.Sort(axis).Values

        /// The lower triangle of matrices, zeros above.
        let tril (x: Tensor) = x.Tril()

        /// The upper triangle of matrices, zeros below.
        let triu (x: Tensor) = x.Triu()

        // Products

        /// The matrix product [… m, k] · [… k, n] → [… m, n]; the outer axes broadcast. As an operator: `x *@ y`.
        let matmul (x: Tensor) (y: Tensor) = Tensor.MatMul(x, y)

        /// The inner product of two vectors [n], a scalar.
        let dot (x: Tensor) (y: Tensor) = Tensor.Dot(x, y)

        /// The products of all pairs: [m], [n] → [m, n].
        let outer (x: Tensor) (y: Tensor) = Tensor.Outer(x, y)

        /// Einstein's sum, as in `einsum "ij,jk->ik" [ x; y ]`.
        let einsum (subscripts: string) (xs: Tensor seq) = Tensor.Einsum(subscripts, Seq.toArray xs)
