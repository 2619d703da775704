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
    /// The batches that are done of the epoch under way, after a cancellation cut it short; 0 between epochs.
    BatchesDone: int
    /// The sum of their losses.
    LossSum: float
    /// Whether a cancellation ended the run.
    Interrupted: bool
}
