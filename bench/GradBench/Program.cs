using System.Diagnostics;
using Functional.GradBench.Protocol;

// The tool: a line of JSON in, a line of JSON out, until the input ends. It runs on one core, as its peers do, unless --cores says otherwise.
const string Variable = "DOTNET_PROCESSOR_COUNT";
var cores = args is ["--cores", var count] ? count : "1";
if (Environment.GetEnvironmentVariable(Variable) is null)
{
    // The number of cores is fixed when a process starts, so the work is done by a child that shares our input and output.
    var program = Environment.ProcessPath!;
    var start = new ProcessStartInfo(program);
    if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        start.ArgumentList.Add(typeof(Session).Assembly.Location);
    start.Environment[Variable] = cores;
    using var child = Process.Start(start)!;
    child.WaitForExit();
    return child.ExitCode;
}

// Lines are tens of megabytes long.
using var input = new StreamReader(Console.OpenStandardInput(1 << 20), bufferSize: 1 << 20);
using var output = Console.OpenStandardOutput(1 << 20);
Session.Serve(input, output, Console.Error);
return 0;
