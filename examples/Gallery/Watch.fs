namespace Functional.Gallery

open System
open System.Diagnostics
open System.Threading
open Functional.Models

/// A training run that the user stopped: what it has so far can be saved.
type StoppedException(name: string, save: string -> unit) =
    inherit OperationCanceledException($"{name} was stopped.")

    /// What was trained.
    member _.Name = name

    /// Writes what there is into a file: a checkpoint, or parameters alone.
    member _.Save(file: string) = save file

/// What was seen of a training run.
type Watched<'p> = {
    Parameters: 'p
    /// The mean loss of each twentieth of an epoch, after its place, in epochs.
    Losses: (float * float)[]
    History: EpochReport list
    /// Of training alone, without measuring.
    SecondsByEpoch: float list
    /// The middle one of the twentieths of epochs.
    MicrosecondsPerStep: float
} with

    /// What was measured under a name after each epoch.
    member watched.By(metric: string) =
        watched.History |> List.map (fun report -> report.Metrics |> List.find (fst >> (=) metric) |> snd)

/// Watches training runs.
[<RequireQualifiedAccess>]
module Watch =

    let private middle (numbers: float seq) =
        let sorted = numbers |> Seq.sort |> Array.ofSeq
        sorted[sorted.Length / 2]

    /// Trains by a plan whose report may raise OperationCanceledException, as Tell does: the run ends after that batch, and StoppedException has its checkpoint.
    let stoppable name (plan: TrainingPlan<'p, 'batch>) key (p: 'p) : Trained<'p> =
        use stop = new CancellationTokenSource()

        let report progress =
            try
                plan.Report progress
            with :? OperationCanceledException ->
                stop.Cancel()

        let trained = Training.run { plan with Report = report; Cancellation = stop.Token } key p

        if stop.IsCancellationRequested then
            raise (StoppedException(name, fun file -> Checkpoint.save file key trained))

        trained

    /// Tells of parameters that are trained in another way: StoppedException has them when Tell raises OperationCanceledException.
    let telling (tell: Tell) name fraction note (p: 'p) =
        try
            tell name fraction note
        with :? OperationCanceledException ->
            raise (StoppedException(name, fun file -> Params.save file p))

    /// Trains by a plan of so many batches an epoch, and tells how far it is under a name.
    let training (tell: Tell) name perEpoch (plan: TrainingPlan<'p, 'batch>) key (p: 'p) : Watched<'p> =
        let part = max 1 (perEpoch / 20)
        let losses, times, seconds, pending = ResizeArray(), ResizeArray(), ResizeArray(), ResizeArray<float>()
        let ofPart, ofEpoch, sinceTold = Stopwatch.StartNew(), Stopwatch.StartNew(), Stopwatch.StartNew()

        let told place note =
            tell name (place / float plan.Epochs) note
            sinceTold.Restart()

        let report progress =
            match progress with
            | BatchDone(epoch, batch, loss) ->
                pending.Add loss
                let place = float (epoch - 1) + float batch / float perEpoch

                // Steps of a tenth of a second and more would keep a user who wants to stop waiting.
                if batch % part <> 0 && sinceTold.Elapsed.TotalSeconds > 0.5 then
                    told place $"loss {Seq.average pending:G4}"

                if batch % part = 0 then
                    times.Add(ofPart.Elapsed.TotalMicroseconds / float pending.Count)
                    losses.Add((place, Seq.average pending))

                    // The end of an epoch is told below, with what was measured.
                    if batch < perEpoch then
                        told place $"loss {Seq.average pending:G4}"

                    pending.Clear()
                    ofPart.Restart()
            | EpochDone report ->
                let metrics = [ for metric, value in report.Metrics -> $", {metric} {value:G4}" ]
                told (float report.Epoch) ($"loss {report.Loss:G4}" + String.concat "" metrics)
                pending.Clear()
                ofPart.Restart()
                ofEpoch.Restart()

        let measure p =
            seconds.Add ofEpoch.Elapsed.TotalSeconds
            plan.Measure p

        let trained = stoppable name { plan with Report = report; Measure = measure } key p

        {
            Parameters = trained.Parameters
            Losses = losses.ToArray()
            History = trained.History
            SecondsByEpoch = List.ofSeq seconds
            MicrosecondsPerStep = middle times
        }
