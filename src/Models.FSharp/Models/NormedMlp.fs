namespace Functional.Models

open Functional.Core

/// A multilayer perceptron whose hidden layers are normalized over the batch before their activation.
type NormedMlp = { Net: Mlp; Norms: Norm list }

/// The multilayer perceptron with batch normalization: h' = φ(γ (z − μ) / √(σ² + ε) + β), z = h·W + b, ε = 10⁻⁶.
/// Source: S. Ioffe and C. Szegedy, ICML 2015.
[<RequireQualifiedAccess>]
module NormedMlp =

    // The book's, below Ioffe and Szegedy's: the variances behind small weights must not vanish beside it.
    let private epsilon = 1e-6

    /// Layers of the given sizes, inputs first; γ = 1 and β = 0.
    let init (initializer: Initializer) dtype (sizes: int list) (key: Key) : NormedMlp =
        let net = Mlp.init initializer dtype sizes key
        { Net = net; Norms = sizes.Tail |> List.take (sizes.Length - 2) |> List.map (BatchNorm.init dtype) }

    /// The statistics of the hidden layers before training.
    let statistics (p: NormedMlp) : RunningStatistics list =
        p.Norms |> List.map (fun norm -> BatchNorm.statistics norm.Scale.DType norm.Scale.Count)

    let private fold normalize (activation: Tensor -> Tensor) (p: NormedMlp) (running: RunningStatistics list) x =
        let hidden, output = List.splitAt p.Norms.Length p.Net.Layers

        let next (h, passed) (layer, norm, running) =
            let struct (z, moved: RunningStatistics) = normalize norm running (Dense.forward layer h)
            activation z, moved :: passed

        let h, passed = List.zip3 hidden p.Norms running |> List.fold next (x, [])
        struct (Dense.forward output.Head h, List.rev passed)

    /// In training, by the batch's own statistics: the outputs, and the running statistics m·running + (1 − m)·batch.
    let train (momentum: float) activation (p: NormedMlp) running (x: Tensor) =
        fold (BatchNorm.trainWith epsilon momentum) activation p running x

    /// After training, by the running statistics: the outputs.
    let infer activation (p: NormedMlp) running (x: Tensor) : Tensor =
        let struct (y, _) =
            fold (fun norm s z -> struct (BatchNorm.inferWith epsilon norm s z, s)) activation p running x

        y
