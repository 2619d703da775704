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
    /// Whether steps are compiled, as by `AD.compileFold`: traced once for each set of shapes and then run in planned memory. Parameters and batches are
    /// trees of tensors then, and a loss that reads a number of them raises TraceException; false computes each step anew, and says the same up to rounding.
    Compiled: bool
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

    /// One epoch of the batches in compiled steps, without measuring or reporting: what `{ plan with … }` starts from.
    let plan (optimizer: Rule) (loss: 'batch -> 'p -> Tensor) (batches: Key -> 'batch seq) : TrainingPlan<'p, 'batch> = {
        Optimizer = optimizer
        Loss = fun _ -> loss
        Batches = batches
        Epochs = 1
        Measure = fun _ -> []
        Report = ignore
        Cancellation = CancellationToken.None
        Compiled = true
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

    /// A fold of steps: what hears each loss, the place to start from, and the batches with their keys, to the place at the end.
    type private Steps<'p, 'batch> =
        (float -> unit) -> struct ('p * OptimizerState) -> struct ('batch * Key) seq -> struct ('p * OptimizerState)

    let private eagerly (plan: TrainingPlan<'p, 'batch>) : Steps<'p, 'batch> =
        fun hear place items ->
            let next (struct (p, s)) (struct (batch, key)) =
                let struct (value, p, s) = step plan.Optimizer (plan.Loss key batch) p s
                hear (value.ToScalar())
                struct (p, s)

            Seq.fold next place items

    let private compiled (plan: TrainingPlan<'p, 'batch>) : Steps<'p, 'batch> =
        // The key and what the number of the step decides are data of the step: captured, they would be those of the first one for ever.
        let next (struct (p, memory)) (struct (struct (batch, key), numbers)) =
            let struct (value, gradient) = AD.valueAndGrad (plan.Loss key batch) p
            let moment = { Numbers = numbers; Parameters = Params.leaves p; Memory = memory }
            let struct (moved, memory) = Optimizer.move plan.Optimizer moment (Params.leaves gradient)
            struct (struct (Params.rebuild p moved, memory), value)

        let fold = AD.compileFold next

        fun hear (struct (p, s)) items ->
            let last = ref s.Step

            let numbered =
                items |> Seq.mapi (fun i item -> struct (item, Optimizer.numbers plan.Optimizer (s.Step + i)))

            let observe i (value: Tensor) =
                last.Value <- s.Step + i + 1
                hear (value.ToScalar())

            let struct (p, memory) = fold observe (struct (p, s.Memory)) numbered
            struct (p, { Step = last.Value; Memory = memory })

    let private epochBy
        (steps: Steps<'p, 'batch>)
        (plan: TrainingPlan<'p, 'batch>)
        (key: Key)
        (state: Trained<'p>)
        : Trained<'p> =
        let number = state.History.Length + 1
        let struct (order, noise) = key.FoldIn(number).Split()
        let total, count = ref 0.0, ref 0

        let hear loss =
            total.Value <- total.Value + loss
            count.Value <- count.Value + 1
            plan.Report(BatchDone(number, count.Value, loss))

        let items =
            plan.Batches order
            |> Seq.mapi (fun i batch -> struct (batch, noise.FoldIn i))
            |> Seq.takeWhile (fun _ -> not plan.Cancellation.IsCancellationRequested)

        let struct (p, s) = steps hear (struct (state.Parameters, state.Optimizer)) items
        let state = { state with Parameters = p; Optimizer = s }

        if plan.Cancellation.IsCancellationRequested then
            { state with Interrupted = true }
        else
            let report = { Epoch = number; Loss = total.Value / float count.Value; Metrics = plan.Measure p }

            plan.Report(EpochDone report)

            { state with History = state.History @ [ report ] }

    let private stepsOf (plan: TrainingPlan<'p, 'batch>) = if plan.Compiled then compiled plan else eagerly plan

    /// The state after one more epoch, whose number decides its part of the key.
    let epoch (plan: TrainingPlan<'p, 'batch>) (key: Key) (state: Trained<'p>) : Trained<'p> =
        epochBy (stepsOf plan) plan key state

    /// The state after as many more epochs as the plan has, or after the batch at which it was cancelled.
    let continue' (plan: TrainingPlan<'p, 'batch>) (key: Key) (state: Trained<'p>) : Trained<'p> =
        let steps = stepsOf plan
        let next state _ = if state.Interrupted then state else epochBy steps plan key state

        Seq.fold next { state with Interrupted = false } (seq { 1 .. plan.Epochs })

    /// Trains from the given parameters: the same plan, key and parameters give the same result.
    let run (plan: TrainingPlan<'p, 'batch>) (key: Key) (p: 'p) : Trained<'p> = start plan p |> continue' plan key
