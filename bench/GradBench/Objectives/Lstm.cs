using System.Text.Json;
using Functional.Core;
using Functional.GradBench.Protocol;

namespace Functional.GradBench.Objectives;

/// <summary>A recurrent network of LSTM layers whose weight matrices are diagonal: how well it says the next of a sequence of characters in bits.</summary>
internal static class Lstm
{
    public static readonly Dictionary<string, Func<JsonElement, Job>> Functions = new()
    {
        ["objective"] = input => Job.Compiled(Loss(input), Read(input)),
        ["jacobian"] = input =>
        {
            var (gradient, x) = (Ad.Compile(Ad.Grad(Loss(input))), Read(input));
            return Job.Of(
                () => gradient(x),
                (json, bar) => Json.Write(json, Tensor.Concat([bar.Main.Flatten(), bar.Extra.Flatten()]))
            );
        },
    };

    /// <summary>Weights and biases of layer i in rows 2i and 2i + 1 of Main; factors in and out and a bias in Extra.</summary>
    private sealed record Weights(Tensor Main, Tensor Extra);

    private sealed record State(Tensor[] Hidden, Tensor[] Cell);

    private static Weights Read(JsonElement input) => new(input.Tensor("main_params"), input.Tensor("extra_params"));

    private static Func<Weights, Tensor> Loss(JsonElement input)
    {
        var (sequence, state) = (input.Tensor("sequence"), input.Tensor("state"));
        var (layers, bits, steps) = (state.Shape[0] / 2, state.Shape[1], sequence.Shape[0] - 1);
        var start = new State([.. Rows(state, 0, layers)], [.. Rows(state, 1, layers)]);
        var pairs = (Now: sequence[..steps], Next: sequence[1..]);
        return weights =>
        {
            var gates = Enumerable
                .Range(0, layers)
                .Select(i => (W: weights.Main[2 * i].Split(4), B: weights.Main[2 * i + 1].Split(4)))
                .ToArray();
            var (_, scores) = Ad.Scan(Step, start, pairs);
            return -scores.Sum() / (bits * steps);

            (State, Tensor) Step(State s, (Tensor Now, Tensor Next) at)
            {
                var (hidden, cell, y) = (new Tensor[layers], new Tensor[layers], at.Now * weights.Extra[0]);
                for (var i = 0; i < layers; i++)
                {
                    var ((w, b), h) = (gates[i], s.Hidden[i]);
                    var (forget, ingate) = (Tensor.Sigmoid(y * w[0] + b[0]), Tensor.Sigmoid(h * w[1] + b[1]));
                    var (outgate, change) = (Tensor.Sigmoid(y * w[2] + b[2]), Tensor.Tanh(h * w[3] + b[3]));
                    cell[i] = s.Cell[i] * forget + ingate * change;
                    y = hidden[i] = outgate * Tensor.Tanh(cell[i]);
                }
                var guess = y * weights.Extra[1] + weights.Extra[2];
                // The 2 is the benchmark's own.
                var shift = Tensor.Log(2 + Tensor.Exp(guess).Sum());
                return (new State(hidden, cell), (at.Next * (guess - shift)).Sum());
            }
        };
    }

    private static IEnumerable<Tensor> Rows(Tensor x, int first, int count) =>
        Enumerable.Range(0, count).Select(i => x[2 * i + first]);
}
