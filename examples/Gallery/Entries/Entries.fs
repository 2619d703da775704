module Functional.Gallery.Entries

/// The models, in the order of the page.
let all = [
    SpiralEntry.entry
    FashionEntry.entry
    LotkaVolterraEntry.entry
    LstmEntry.entry
    VaeEntry.entry
    GraphMnistEntry.entry
    GraphSpiralEntry.entry
    GradientCheckEntry.entry
    OptimizersEntry.entry
    OverfittingEntry.entry
    BatchNormEntry.entry
    BookEntry.entry
    PretrainedEntry.entry
    DarknetEntry.entry
    GraphsEntry.entry
]
