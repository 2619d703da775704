namespace Functional.Core;

/// <summary>The cotangents of all values of a graph, measured on numbers: those of the sum of the outputs.</summary>
internal static class GraphGradients
{
    /// <summary>Runs the program of the graph at x and back; a scan runs step by step, and each step's cotangents count.</summary>
    public static void Measure(ProgramGraph graph, Tensor[] x) =>
        _ = Ad.Grad<Tensor[]>(inputs =>
            Run(graph.Top, inputs).Aggregate(Tensor.Zero, (sum, output) => sum + output.Cast(DType.Float64).Sum())
        )(x);

    private static Tensor[] Run(ProgramGraph.Layer layer, Tensor[] inputs)
    {
        var program = layer.Program;
        var values = new Tensor?[program.Slots.Length];
        inputs.CopyTo(values, 0);
        program.Constants.ToArray().CopyTo(values, inputs.Length);
        for (var slot = 0; slot < program.Given; slot++)
            Watch(slot);
        for (var e = 0; e < program.Equations.Count; e++)
        {
            var equation = program.Equations[e];
            if (equation.Operation is Scan scan)
                scan.Unrolled(
                        Array.ConvertAll(equation.Inputs, slot => values[slot]!),
                        arguments => Run(layer.Bodies[e][0], arguments)
                    )
                    .CopyTo(values, equation.Output);
            else
                equation.Run(values);
            for (var slot = equation.Output; slot < equation.Output + equation.Outputs; slot++)
                Watch(slot);
        }
        return Array.ConvertAll(program.OutputSlots.ToArray(), slot => values[slot]!);

        void Watch(int slot)
        {
            if (layer.Values[slot] is { } value && values[slot] is TracedTensor watched)
                values[slot] = Ad.CustomPullback<Tensor, Tensor>(
                    x => x,
                    (_, _, bar) =>
                    {
                        var square = bar.Cast(DType.Float64);
                        value.Cotangents = (value.Cotangents ?? 0) + (square * square).Sum().Dense.At(0);
                        return bar;
                    }
                )(watched);
        }
    }
}
