using System.Security.Cryptography;
using System.Text;

namespace Functional.Core;

/// <summary>Files that are there in full or not at all.</summary>
internal static class Replacement
{
    private const string Own = ".functional-";
    private const string Unfinished = ".unfinished";
    private const int Digits = 16;
    private const int Tries = 16;

    /// <summary>
    /// Writes a file under a name of its own beside its place, flushes it to the disk and renames it. A file that is replaced passes its mode on,
    /// and of a symbolic link
    /// the target is written. Whatever a writer that was killed has left for this place goes first; another one's at work stays, and of two the
    /// later renamed is kept.
    /// </summary>
    /// <param name="file">The full path of the place.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string file, Action<Stream> write)
    {
        var place = Target(file);
        Sweep(place);
        var mode =
            OperatingSystem.IsWindows() || !File.Exists(place) ? (UnixFileMode?)null : File.GetUnixFileMode(place);
        using var stream = Begin(place, mode);
        try
        {
            write(stream);
            if (!OperatingSystem.IsWindows() && mode is { } kept)
                File.SetUnixFileMode(stream.SafeFileHandle, kept);
            stream.Flush(flushToDisk: true);
            // While it is open, it is known to be at work; Windows, though, renames no open file.
            if (OperatingSystem.IsWindows())
                stream.Dispose();
            File.Move(stream.Name, place, overwrite: true);
        }
        catch
        {
            stream.Dispose();
            File.Delete(stream.Name);
            throw;
        }
    }

    /// <summary>
    /// A new name for what is written until it is moved to a place: the place's own mark, and a random number, whatever the place is called.
    /// </summary>
    internal static string Temporary(string place)
    {
        var random = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Digits / 2));
        return Path.Combine(Path.GetDirectoryName(place)!, $"{Mark(place)}{random}{Unfinished}");
    }

    private static string Mark(string place)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(place)));
        return $"{Own}{Convert.ToHexStringLower(hash)[..Digits]}-";
    }

    private static string Target(string place) =>
        new FileInfo(place).LinkTarget is null
            ? place
            : File.ResolveLinkTarget(place, returnFinalTarget: true)?.FullName ?? place;

    private static FileStream Begin(string place, UnixFileMode? mode)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
        };
        // Nobody else reads what may become private.
        if (!OperatingSystem.IsWindows() && mode is not null)
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // Between its creation and its lock, another writer's sweep takes a file for a dead writer's: it is locked then, or gone.
        for (var tries = 1; ; tries++)
        {
            try
            {
                var stream = new FileStream(Temporary(place), options);
                if (File.Exists(stream.Name))
                    return stream;
                stream.Dispose();
            }
            catch (IOException error) when (tries < Tries && error is not DirectoryNotFoundException) { }
        }
    }

    private static void Sweep(string place)
    {
        var mark = Mark(place);
        foreach (var temporary in Directory.EnumerateFiles(Path.GetDirectoryName(place)!).ToList())
        {
            if (!IsTemporary(Path.GetFileName(temporary), mark))
                continue;
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

    private static bool IsTemporary(string name, string mark) =>
        name.StartsWith(mark, StringComparison.Ordinal)
        && name.EndsWith(Unfinished, StringComparison.Ordinal)
        && name.Length == mark.Length + Digits + Unfinished.Length
        && name.AsSpan(mark.Length, Digits).IndexOfAnyExcept("0123456789abcdef") < 0;
}
