using System.Text.Json;
using Functional.Core;

namespace Functional.GradBench.Protocol;

/// <summary>A function of an eval that is ready to run on its input.</summary>
internal abstract class Job
{
    /// <summary>Runs it: what is timed.</summary>
    public abstract void Run();

    /// <summary>Writes the answer of the last run.</summary>
    public abstract void Write(Utf8JsonWriter json);

    /// <summary>Runs it often enough that its code is compiled.</summary>
    public void Warm()
    {
        for (var i = 0; i < 50; i++)
            Run();
    }

    /// <summary>A job of a function and a way to write its answer.</summary>
    public static Job Of<T>(Func<T> run, Action<Utf8JsonWriter, T> write) => new Job<T>(run, write);

    /// <summary>A tensor's function, compiled.</summary>
    public static Job Compiled<T>(Func<T, Tensor> f, T x)
    {
        var compiled = Ad.Compile(f);
        return Of(() => compiled(x), Json.Write);
    }
}

internal sealed class Job<T>(Func<T> run, Action<Utf8JsonWriter, T> write) : Job
{
    private T answer = default!;

    public override void Run() => answer = run();

    public override void Write(Utf8JsonWriter json) => write(json, answer);
}
