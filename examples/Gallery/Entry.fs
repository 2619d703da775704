namespace Functional.Gallery

open Functional.Gallery.Report

/// What the command line says to all models.
type Settings = { Quick: bool; Data: string option }

/// A model of the gallery.
type Entry = {
    /// Its name on the command line.
    Key: string
    Title: string
    NeedsData: bool
    /// Trains it and tells how far it is; or says which files it wants.
    Run: Settings -> Tell -> Result<Section, string>
}
