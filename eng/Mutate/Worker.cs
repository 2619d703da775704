using System.Diagnostics;
using System.Threading.Channels;

namespace Functional.Mutate;

/// <summary>A process that runs tests on mutants; started again when it crashes or hangs.</summary>
internal sealed class Worker(Place place) : IDisposable
{
    // A leak ends in an exception, not in a machine without memory.
    private const string HeapLimit = "0x100000000";

    private Process? process;
    private Channel<string> said = Channel.CreateUnbounded<string>();

    public async Task Send(string line)
    {
        if (process is null or { HasExited: true })
            Start();
        await process!.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>The next line; null if the process ended or said nothing for so long, and it is gone then.</summary>
    public async Task<string?> Hear(TimeSpan limit)
    {
        using var timer = new CancellationTokenSource(limit);
        try
        {
            return await said.Reader.ReadAsync(timer.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            Dispose();
            return null;
        }
    }

    /// <summary>The same, with a new process at the next line.</summary>
    public Worker Renew()
    {
        Dispose();
        return this;
    }

    private void Start()
    {
        var start = new ProcessStartInfo("dotnet", [place.Program, "--mutants"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        var own = Channel.CreateUnbounded<string>();
        said = own;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                own.Writer.TryComplete();
            else
                own.Writer.TryWrite(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public void Dispose()
    {
        if (process is null)
            return;
        if (!process.HasExited)
            process.Kill(true);
        process.Dispose();
        process = null;
    }
}
