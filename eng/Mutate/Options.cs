namespace Functional.Mutate;

/// <summary>What is asked on the command line.</summary>
internal sealed record Options(string Only, bool Again, bool List, int Jobs, int Tests)
{
    public static Options Parse(string[] args)
    {
        var options = new Options("", false, false, Math.Min(2, Environment.ProcessorCount), int.MaxValue);
        for (var i = 0; i < args.Length; i++)
            options = args[i] switch
            {
                "--only" => options with { Only = args[++i] },
                "--again" => options with { Again = true },
                "--list" => options with { List = true },
                "--jobs" => options with { Jobs = int.Parse(args[++i]) },
                "--tests" => options with { Tests = int.Parse(args[++i]) },
                var other => throw new ArgumentException(
                    $"mutate.sh knows --only, --again, --tests, --list and --jobs, but got {other}."
                ),
            };
        return options;
    }
}
