namespace Functional.Models

open System
open System.IO
open System.Threading
open Functional.Core

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
        BatchesDone = 0
        LossSum = 0.0
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

    /// What is done with the state after so many batches, and after each epoch.
    [<Struct>]
    type private Keeping<'p> = { Every: int; Keep: Trained<'p> -> unit }

    let private forgetting: Keeping<'p> = { Every = Int32.MaxValue; Keep = ignore }

    let private epochBy
        (steps: Steps<'p, 'batch>)
        (keeping: Keeping<'p>)
        (plan: TrainingPlan<'p, 'batch>)
        (key: Key)
        (state: Trained<'p>)
        : Trained<'p> =
        let number = state.History.Length + 1
        let struct (order, noise) = key.FoldIn(number).Split()

        use items =
            plan.Batches order |> Seq.mapi (fun i batch -> struct (batch, noise.FoldIn i)) |> _.GetEnumerator()

        for i in 1 .. state.BatchesDone do
            if not (items.MoveNext()) then
                raise (
                    DomainException
                        $"Training wants epoch {number} to go on after {state.BatchesDone} batches, but the plan has {i - 1}; go on with the plan that it was begun with."
                )

        let stretch =
            seq { 1 .. keeping.Every }
            |> Seq.takeWhile (fun _ -> not plan.Cancellation.IsCancellationRequested && items.MoveNext())
            |> Seq.map (fun _ -> items.Current)

        // A stretch of batches after the other, until one falls short.
        let rec run (state: Trained<'p>) =
            let total, count = ref state.LossSum, ref 0

            let hear loss =
                total.Value <- total.Value + loss
                count.Value <- count.Value + 1
                plan.Report(BatchDone(number, state.BatchesDone + count.Value, loss))

            let struct (p, s) = steps hear (struct (state.Parameters, state.Optimizer)) stretch
            let done' = state.BatchesDone + count.Value
            let state = { state with Parameters = p; Optimizer = s; BatchesDone = done'; LossSum = total.Value }

            if count.Value < keeping.Every then
                state
            else
                keeping.Keep state
                run state

        let state = run state

        let state =
            if plan.Cancellation.IsCancellationRequested then
                { state with Interrupted = true }
            else
                if state.BatchesDone = 0 then
                    raise (
                        DomainException
                            $"Training wants one batch or more in an epoch, but epoch {number} has none; give it examples, and batches that are no larger than there are."
                    )

                let loss = state.LossSum / float state.BatchesDone
                let report = { Epoch = number; Loss = loss; Metrics = plan.Measure state.Parameters }
                plan.Report(EpochDone report)
                { state with History = state.History @ [ report ]; BatchesDone = 0; LossSum = 0.0 }

        keeping.Keep state
        state

    let private stepsOf (plan: TrainingPlan<'p, 'batch>) = if plan.Compiled then compiled plan else eagerly plan

    let private epochs keeping count (plan: TrainingPlan<'p, 'batch>) (key: Key) (state: Trained<'p>) =
        Argument.atLeast 0 "Training" "epochs" plan.Epochs
        let steps = stepsOf plan

        let next (state: Trained<'p>) _ = if state.Interrupted then state else epochBy steps keeping plan key state

        Seq.fold next { state with Interrupted = false } (seq { 1..count })

    /// The state after one more epoch, whose number decides its part of the key.
    let epoch (plan: TrainingPlan<'p, 'batch>) (key: Key) (state: Trained<'p>) : Trained<'p> =
        epochs forgetting 1 plan key state

    /// The state after as many more epochs as the plan has, or after the batch at which it was cancelled. An epoch that was cut short is gone on with
    /// where it stopped, and counts: with the same key, the result is that of a run which was never stopped, bit for bit.
    let continue' (plan: TrainingPlan<'p, 'batch>) (key: Key) (state: Trained<'p>) : Trained<'p> =
        epochs forgetting plan.Epochs plan key state

    /// Trains from the given parameters: the same plan, key and parameters give the same result.
    let run (plan: TrainingPlan<'p, 'batch>) (key: Key) (p: 'p) : Trained<'p> = start plan p |> continue' plan key

    /// As `run`, kept in a file (.safetensors or .npz): the state is written there after every so many batches, after each epoch and where it is cancelled.
    /// Where the file is there already, the run goes on from it, to the plan's number of epochs in all. Killed at any moment and called again, it gives what
    /// `run` gives, bit for bit. Raises DomainException if `every` is below 1, if the file was begun with another key or has done batches that the
    /// plan has not, and what
    /// `Checkpoint.load` raises.
    let runKept (file: string) (every: int) (plan: TrainingPlan<'p, 'batch>) (key: Key) (p: 'p) : Trained<'p> =
        Argument.atLeast 1 "Training.runKept" "batches between two states" every
        let state = start plan p

        let state =
            if File.Exists file then
                let struct (begun, state) = Checkpoint.load file state

                if begun <> key then
                    raise (
                        DomainException
                            $"Training.runKept wants the key that {file} was begun with, {begun}, but got {key}; to begin anew, give another file or remove this one."
                    )

                state
            else
                state

        let keeping = { Every = every; Keep = Checkpoint.save file key }
        epochs keeping (plan.Epochs - state.History.Length) plan key state
