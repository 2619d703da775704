namespace Functional.Models

open System.Threading
open Functional.Core

/// What is known after an epoch: the mean loss of its batches, and what was measured.
type EpochReport = { Epoch: int; Loss: float; Metrics: (string * float) list }

/// What a training run tells while it runs; epochs and batches count from 1.
type Progress =
    /// A step was made on a batch whose loss, before the step, is given.
    | BatchDone of epoch: int * batch: int * loss: float
    /// An epoch has ended.
    | EpochDone of EpochReport

/// How to train: a value, to be changed by `{ plan with … }`.
type TrainingPlan<'p, 'batch> = {
    Optimizer: Rule
    /// The loss of a batch; the key is for what is random in it, such as dropout, and is another one for each step.
    Loss: Key -> 'batch -> 'p -> Tensor
    /// The batches of an epoch; the key is for their order, and is another one for each epoch.
    Batches: Key -> 'batch seq
    Epochs: int
    /// What to measure after each epoch.
    Measure: 'p -> (string * float) list
    /// Called after each batch and each epoch.
    Report: Progress -> unit
    /// Asked after each batch; when it is cancelled, the run returns what it has.
    Cancellation: CancellationToken
}

/// Where a training run stands: enough to go on with it.
type Trained<'p> = {
    Parameters: 'p
    Optimizer: OptimizerState
    /// The epochs done, first to last.
    History: EpochReport list
    /// Whether a cancellation cut the last epoch short; it has no report then.
    Interrupted: bool
}

/// Training as a fold over batches: state in, state out.
[<RequireQualifiedAccess>]
module Training =

    /// One epoch of the batches without measuring or reporting: what `{ plan with … }` starts from.
    let plan (optimizer: Rule) (loss: 'batch -> 'p -> Tensor) (batches: Key -> 'batch seq) : TrainingPlan<'p, 'batch> = {
        Optimizer = optimizer
        Loss = fun _ -> loss
        Batches = batches
        Epochs = 1
        Measure = fun _ -> []
        Report = ignore
        Cancellation = CancellationToken.None
    }

    /// The state before the first step.
    let start (plan: TrainingPlan<'p, 'batch>) (p: 'p) : Trained<'p> = {
        Parameters = p
        Optimizer = Optimizer.init plan.Optimizer p
        History = []
        Interrupted = false
    }

    /// One step: (loss before it, parameters, optimizer state).
    let step
        (optimizer: Rule)
        (loss: 'p -> Tensor)
        (p: 'p)
        (s: OptimizerState)
        : struct (Tensor * 'p * OptimizerState) =
        let struct (value, gradient) = AD.valueAndGrad loss p
        let moved, s = Optimizer.update optimizer s gradient p
        struct (value, moved, s)

    /// The state after one more epoch, whose number decides its part of the key.
    let epoch (plan: TrainingPlan<'p, 'batch>) (key: Key) (state: Trained<'p>) : Trained<'p> =
        let number = state.History.Length + 1
        let struct (order, noise) = key.FoldIn(number).Split()
        let mutable p = state.Parameters
        let mutable s = state.Optimizer
        let mutable total = 0.0
        let mutable batch = 0
        use batches = (plan.Batches order).GetEnumerator()

        while not plan.Cancellation.IsCancellationRequested && batches.MoveNext() do
            let struct (value, moved, next) =
                step plan.Optimizer (plan.Loss (noise.FoldIn batch) batches.Current) p s

            p <- moved
            s <- next
            batch <- batch + 1
            let loss = value.ToScalar()
            total <- total + loss
            plan.Report(BatchDone(number, batch, loss))

        let state = { state with Parameters = p; Optimizer = s }

        if plan.Cancellation.IsCancellationRequested then
            { state with Interrupted = true }
        else
            let report = { Epoch = number; Loss = total / float batch; Metrics = plan.Measure p }

            plan.Report(EpochDone report)

            { state with History = state.History @ [ report ] }

    /// The state after as many more epochs as the plan has, or after the batch at which it was cancelled.
    let continue' (plan: TrainingPlan<'p, 'batch>) (key: Key) (state: Trained<'p>) : Trained<'p> =
        let next state _ = if state.Interrupted then state else epoch plan key state

        Seq.fold next { state with Interrupted = false } (seq { 1 .. plan.Epochs })

    /// Trains from the given parameters: the same plan, key and parameters give the same result.
    let run (plan: TrainingPlan<'p, 'batch>) (key: Key) (p: 'p) : Trained<'p> = start plan p |> continue' plan key
