using System.Diagnostics;
using System.Text.Json;
using Functional.Core;

namespace Functional.GradBench.Protocol;

/// <summary>A function of an eval that is ready to run on its input.</summary>
internal abstract class Job
{
    private const int WarmMilliseconds = 300;

    /// <summary>Runs it: what is timed.</summary>
    public abstract void Run();

    /// <summary>Writes the answer of the last run.</summary>
    public abstract void Write(Utf8JsonWriter json);

    /// <summary>Runs it for so long that its code is compiled as it will stay.</summary>
    public void Warm()
    {
        var began = Stopwatch.GetTimestamp();
        do Run();
        while (Stopwatch.GetElapsedTime(began).TotalMilliseconds < WarmMilliseconds);
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
