using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>
/// Tensors in files, by name: safetensors (<c>.safetensors</c>), or NumPy's npz (<c>.npz</c>, a zip of .npy files). A tree's tensors have the names that
/// <see cref="Tree.Paths"/> gives. A file is written beside its place, flushed to the disk and renamed: whoever reads it finds what was there before, or all of
/// the new one, whenever the writer is killed. A file that is replaced passes its mode on, and of a symbolic link the target is written.
/// The same tensors give the same bytes.
/// </summary>
public static class TensorFile
{
    /// <summary>Writes the tensors of a tree under their paths.</summary>
    /// <exception cref="TensorFileException">The name of the file ends neither in .safetensors nor in .npz, or is no path.</exception>
    /// <exception cref="TreeException">A part is neither a tensor nor a tree, or two tensors have the same path.</exception>
    /// <exception cref="IOException">The file cannot be written, be it for want of a permission; what was there before still is.</exception>
    public static void Save<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(string file, T tree)
    {
        var named = new Dictionary<string, Tensor>();
        foreach (var (path, leaf) in Tree.Paths(tree).Zip(Tree.Flatten(tree)))
            if (!named.TryAdd(path, leaf))
                throw new TreeException($"Save wants a path of its own for each leaf, but got two at {path}.");
        Write(file, named);
    }

    /// <summary>A tree like another, of the tensors in a file: the inverse of <see cref="Save"/>.</summary>
    /// <exception cref="TensorFileException">
    /// The file is damaged, lacks a tensor of the tree, has one that the tree has not, or one of another shape or dtype, or numbers that are no key; the error names it.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read, be it for want of a permission.</exception>
    public static T Load<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(string file, T like) =>
        Fit(file, Read(file), like);

    /// <summary>Writes tensors under their names.</summary>
    /// <inheritdoc cref="Save"/>
    public static void Write(string file, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var format = TensorFormat.Of(file);
        var numbers = tensors.Select(item => new NamedNumbers(item.Key, item.Value.Whole("TensorFile"))).ToList();
        var place = Place(file);
        try
        {
            Replacement.Write(place, stream => format.Write(stream, numbers));
        }
        catch (UnauthorizedAccessException error)
        {
            throw Refused(file, error);
        }
    }

    /// <summary>All tensors of a file by their names.</summary>
    /// <exception cref="TensorFileException">The file is damaged, or has a tensor of a dtype other than Float32 and Float64.</exception>
    /// <exception cref="IOException">The file cannot be read, be it for want of a permission.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string file)
    {
        var format = TensorFormat.Of(file);
        using var stream = Open(file);
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (name, numbers) in format.Read(stream))
            if (!tensors.TryAdd(name, numbers))
                throw new TensorFileException(file, name, $"{file} wants each tensor once, but has {name} twice.");
        return tensors;
    }

    /// <summary>A tree like another, of the tensors that were read from a file, under other names than the file's perhaps.</summary>
    /// <inheritdoc cref="Load"/>
    public static T Fit<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(
        string file,
        IReadOnlyDictionary<string, Tensor> tensors,
        T like
    )
    {
        var (paths, wanted) = (Tree.Paths(like), Tree.Flatten(like));
        var leaves = new Tensor[paths.Length];
        for (var i = 0; i < paths.Length; i++)
        {
            var path = paths[i];
            if (!tensors.TryGetValue(path, out leaves[i]!))
                throw new TensorFileException(
                    file,
                    path,
                    $"{file} wants a tensor {Name(path)} of {wanted[i].Type}, but has {Some(tensors.Keys)}. Was it saved from a tree of another form? Its tensors by name are TensorFile.Read's."
                );
            if (!leaves[i].Type.Equals(wanted[i].Type))
                throw new TensorFileException(
                    file,
                    path,
                    $"{file} wants {Name(path)} to be {wanted[i].Type}, but has {leaves[i].Type}; load it into a tree with the {(leaves[i].DType == wanted[i].DType ? "sizes" : "dtype")} it was saved from."
                );
        }
        var known = paths.ToHashSet();
        if (tensors.Keys.FirstOrDefault(path => !known.Contains(path)) is { } extra)
            throw new TensorFileException(
                file,
                extra,
                $"{file} wants only the {paths.Length} tensors of the tree, but has {Name(extra)} of {tensors[extra].Type} as well; load it into the tree that it was saved from, or take what is wanted from TensorFile.Read."
            );
        try
        {
            return Tree.Rebuild(like, leaves);
        }
        catch (DomainException error)
        {
            throw new TensorFileException(file, null, $"{file} wants a tree, but: {error.Message}", error);
        }
    }

    private static FileStream Open(string file)
    {
        var place = Place(file);
        try
        {
            return new FileStream(place, FileMode.Open, FileAccess.Read);
        }
        catch (UnauthorizedAccessException error)
        {
            throw Refused(file, error);
        }
    }

    // The system's own exception of this kind is no IOException.
    private static IOException Refused(string file, UnauthorizedAccessException error) =>
        new($"{file} wants a place that may be read or written, but: {error.Message}", error);

    private static string Place(string file)
    {
        try
        {
            return Path.GetFullPath(file);
        }
        catch (ArgumentException error)
        {
            throw new TensorFileException(file, null, $"{file} wants to be a path, but: {error.Message}", error);
        }
    }

    private static string Name(string path) => path.Length == 0 ? "(the tree itself)" : path;

    private static string Some(IEnumerable<string> names)
    {
        const int Most = 4;
        var first = names.Take(Most + 1).Select(Name).ToList();
        return first.Count == 0
            ? "none"
            : InvariantText.Join(", ", first.Take(Most)) + (first.Count > Most ? ", …" : "");
    }
}
