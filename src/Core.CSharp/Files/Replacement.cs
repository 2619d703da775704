namespace Functional.Core;

/// <summary>Files that are there in full or not at all.</summary>
internal static class Replacement
{
    private const string Unfinished = ".unfinished";

    /// <summary>
    /// Writes a file under a name of its own beside its place, flushes it to the disk and renames it. What a writer that was killed has left there goes first;
    /// another one's at work stays, and of two the later renamed is kept.
    /// </summary>
    public static void Write(string file, Action<Stream> write)
    {
        var place = Path.GetFullPath(file);
        Sweep(place);
        var temporary = $"{place}.{Path.GetRandomFileName()}{Unfinished}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
                // While it is open, it is known to be at work; Windows, though, renames no open file.
                if (!OperatingSystem.IsWindows())
                    File.Move(temporary, place, overwrite: true);
            }
            if (OperatingSystem.IsWindows())
                File.Move(temporary, place, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void Sweep(string place)
    {
        var left = Directory.GetFiles(Path.GetDirectoryName(place)!, $"{Path.GetFileName(place)}.*{Unfinished}");
        foreach (var temporary in left)
        {
            try
            {
                // Its writer alone has it open, and while that is at work nobody else can open it.
                const FileOptions Delete = FileOptions.DeleteOnClose;
                new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, Delete).Dispose();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It is at work, or gone already.
            }
        }
    }
}
