using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Functional.Mutate;

/// <summary>The library's sources, read with the arguments that its own build gives to the compiler.</summary>
internal sealed class Core
{
    private readonly string[] arguments;

    public Core(string root)
    {
        Folder = Path.Combine(root, "src", "Core.CSharp");
        arguments = Arguments(Folder);
        var parsed = CSharpCommandLineParser.Default.Parse(arguments, Folder, null);
        var trees = parsed.SourceFiles.Select(file =>
            CSharpSyntaxTree.ParseText(File.ReadAllText(file.Path), parsed.ParseOptions, file.Path)
        );
        var references = parsed.MetadataReferences.Select(reference =>
            MetadataReference.CreateFromFile(reference.Reference)
        );
        Compilation = CSharpCompilation.Create("Functional.Core", trees, references, parsed.CompilationOptions);
    }

    public string Folder { get; }

    public CSharpCompilation Compilation { get; }

    /// <summary>A path as the tables show it: below the library's folder.</summary>
    public string Short(SyntaxTree tree) => Path.GetRelativePath(Folder, tree.FilePath).Replace('\\', '/');

    /// <summary>Builds the library with some files replaced, and one added.</summary>
    public void Build(IReadOnlyDictionary<string, string> replaced, string added, string work, string output)
    {
        Directory.CreateDirectory(work);
        var count = 0;
        string Place(string text)
        {
            var file = Path.Combine(work, $"{count++}.cs");
            File.WriteAllText(file, text);
            return $"\"{file}\"";
        }

        // The analyzers judge what people write; of their folders only the generator of what the library leaves to it is needed.
        string[] unwanted = ["/out:", "/refout:", "/doc:", "/warnaserror", "/noconfig", "/analyzer"];
        var lines = arguments
            .Where(argument =>
                !unwanted.Any(argument.StartsWith) || argument.EndsWith("RegularExpressions.Generator.dll")
            )
            .Select(argument =>
                argument.StartsWith('/') ? argument
                : replaced.TryGetValue(Path.GetFullPath(argument, Folder), out var text) ? Place(text)
                : $"\"{argument}\""
            )
            .Append(Place(added))
            .Append($"/out:\"{output}\"")
            .Append("/nowarn:CS1591")
            .ToArray();
        var response = Path.Combine(work, "arguments.rsp");
        File.WriteAllLines(response, lines);
        var compiler = Assembly
            .GetExecutingAssembly()
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(item => item.Key == "Compiler")
            .Value!;
        var said = Run(Folder, compiler, "/noconfig", $"@{response}");
        if (!File.Exists(output))
            throw new InvalidOperationException($"The mutants do not compile:\n{said}");
    }

    private static string[] Arguments(string folder)
    {
        var json = Run(
            folder,
            "msbuild",
            "Core.CSharp.csproj",
            "-p:Configuration=Release",
            "-t:PrepareResources;Compile",
            "-p:ProvideCommandLineArgs=true",
            "-p:SkipCompilerExecution=true",
            "-p:DesignTimeBuild=true",
            // What does not exist is never up to date, so that the arguments are always said.
            "-p:NonExistentFile=none/none",
            "-getItem:CscCommandLineArgs"
        );
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document
                .RootElement.GetProperty("Items")
                .GetProperty("CscCommandLineArgs")
                .EnumerateArray()
                .Select(item => item.GetProperty("Identity").GetString()!),
        ];
    }

    private static string Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said;
    }
}
