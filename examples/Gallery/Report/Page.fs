namespace Functional.Gallery.Report

open System.IO
open System.Security

/// The page that gathers the sections: pieces of HTML in their folders, put together in a fixed order.
[<RequireQualifiedAccess>]
module Page =

    let private style =
        """
  :root { --ink: #1f2430; --grey: #5d6472; --faint: #e4e7ec; --blue: #0072b2; }
  * { box-sizing: border-box; }
  body { margin: 0; background: #f6f7f9; color: var(--ink);
         font: 17px/1.6 Charter, "Bitstream Charter", "Iowan Old Style", Georgia, "Liberation Serif", serif; }
  main { max-width: 1060px; margin: 0 auto; padding: 3.5rem 1.5rem 5rem; }
  h1 { font-size: 2.6rem; line-height: 1.15; margin: 0 0 .4rem; letter-spacing: -.01em; }
  h2 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .8rem; }
  header p { color: var(--grey); max-width: 44rem; margin: 0; font-size: 1.1rem; }
  nav { margin: 1.6rem 0 2.4rem; font: 15px/1.4 Inter, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
  nav a { color: var(--blue); margin-right: 1.4rem; text-decoration: none; border-bottom: 1px solid; }
  section { background: #fff; border: 1px solid var(--faint); border-radius: 10px; padding: 2rem 2.2rem; margin: 0 0 2rem; }
  section > p { max-width: 46rem; margin: 0 0 .9rem; }
  code { font: 14px/1.5 "JetBrains Mono", Consolas, "Liberation Mono", monospace; }
  .note { color: #8a4b00; font-size: 15px; }
  table { border-collapse: collapse; margin: 1.2rem 0 1.8rem; font: 15px/1.45 Inter, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
  th, td { text-align: left; padding: .42rem 1.6rem .42rem 0; border-bottom: 1px solid var(--faint); vertical-align: top; }
  th { color: var(--grey); font-weight: 500; border-bottom-color: var(--grey); }
  td:last-child { font-weight: 600; font-variant-numeric: tabular-nums; }
  .pictures { display: flex; flex-wrap: wrap; gap: 1.6rem; align-items: flex-start; }
  figure { margin: 0; flex: 1 1 400px; min-width: 0; max-width: 760px; }
  figure img { width: 100%; height: auto; display: block; border: 1px solid var(--faint); border-radius: 6px; }
  figure.page { flex-basis: 100%; max-width: none; }
  figure iframe { width: 100%; height: 620px; border: 1px solid var(--faint); border-radius: 6px; }
  .command { margin-top: 1.4rem; }
  figcaption { color: var(--grey); font-size: 15px; line-height: 1.45; margin-top: .5rem; }
"""

    let private fragment = "section.html"

    let private escape (text: string) : string = string (SecurityElement.Escape text)

    /// The piece of one section.
    let private piece isQuick (section: Section) =
        let row (figure: Figure) =
            $"<tr><td>{escape figure.Name}</td><td>{escape figure.Post}</td><td>{escape figure.Ours}</td></tr>"

        let picture (picture: Picture) =
            let source = $"{section.Key}/{picture.File}"

            if Path.GetExtension picture.File = ".html" then
                $"<figure class=\"page\"><iframe src=\"{source}\" title=\"{escape picture.Caption}\" loading=\"lazy\"></iframe><figcaption><a href=\"{source}\">On a page of its own</a>: {escape picture.Caption}</figcaption></figure>"
            else
                $"<figure><a href=\"{source}\"><img src=\"{source}\" alt=\"{escape picture.Caption}\"></a><figcaption>{escape picture.Caption}</figcaption></figure>"

        String.concat "\n" [
            $"<section id=\"{section.Key}\">"
            $"<h2>{escape section.Title}</h2>"
            if isQuick then
                "<p class=\"note\">A quick run, cut short: these figures are not the model's.</p>"
            for text in section.Text do
                $"<p>{escape text}</p>"
            "<table><thead><tr><th>figure</th><th>the post</th><th>ours</th></tr></thead><tbody>"
            yield! List.map row section.Figures
            "</tbody></table>"
            "<div class=\"pictures\">"
            yield! List.map picture section.Pictures
            "</div>"
            $"<p class=\"command\"><code>dotnet run -c Release --project examples/Gallery -- {section.Key}</code></p>"
            "</section>"
            ""
        ]

    /// Writes pictures and text of a section into its folder.
    let writeSection folder isQuick (section: Section) =
        for picture in section.Pictures do
            Files.writeText (Path.Combine(folder, section.Key, picture.File)) picture.Content

        Files.writeText (Path.Combine(folder, section.Key, fragment)) (piece isQuick section)

    /// Writes the page over all sections of the given names and titles that are there, those of earlier runs among them.
    let write folder (names: (string * string) list) =
        let present = names |> List.filter (fun (key, _) -> File.Exists(Path.Combine(folder, key, fragment)))

        let links = [ for key, title in present -> $"<a href=\"#{key}\">{escape title}</a>" ]

        let page =
            String.concat "\n" [
                "<!doctype html>"
                "<html lang=\"en\">"
                "<head>"
                "<meta charset=\"utf-8\">"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                "<title>Functional: the gallery</title>"
                $"<style>{style}</style>"
                "</head>"
                "<body><main>"
                "<header><h1>The gallery</h1>"
                "<p>Models of public posts, written as records of tensors and pure functions and trained here with Functional. "
                + "Beside each figure stands the one that the post states. The numbers are also in <a href=\"results.json\">results.json</a>.</p></header>"
                "<nav>" + String.concat "\n" links + "</nav>"
                for key, _ in present do
                    File.ReadAllText(Path.Combine(folder, key, fragment))
                "</main></body>"
                "</html>"
                ""
            ]

        Files.writeText (Path.Combine(folder, "index.html")) page
