namespace Functional.Core;

// A scan without the operation: its steps one after the other on any values, for transforms that look into it.
internal partial record Scan
{
    /// <summary>The answers, by as many runs of the body as there are steps.</summary>
    public Tensor[] Unrolled(Tensor[] inputs) => Unrolled(inputs, arguments => Body.Run(arguments));

    /// <summary>The same, where <paramref name="run"/> runs the body.</summary>
    public Tensor[] Unrolled(Tensor[] inputs, Func<Tensor[], Tensor[]> run)
    {
        int[] carries = Places(Takes, Carry),
            sequences = Places(Takes, Sequence),
            carried = Places(Gives, Carry);
        var arguments = (Tensor[])inputs.Clone();
        var steps = new Tensor[Length][];
        for (var i = 0; i < Length; i++)
        {
            var time = FromEnd ? Length - 1 - i : i;
            foreach (var s in sequences)
                arguments[s] = Tensor.Apply(new Pick(1, time), inputs[s]);
            var answers = steps[time] = run(arguments);
            for (var c = 0; c < carries.Length; c++)
                arguments[carries[c]] = answers[carried[c]];
        }
        var types = Body.Outputs;
        var outputs = new Tensor[Gives.Length];
        for (var c = 0; c < carries.Length; c++)
            outputs[carried[c]] = arguments[carries[c]];
        foreach (var s in Places(Gives, Sequence))
            outputs[s] =
                Length == 0
                    ? DenseTensor.Uninitialized(Outside(types[s], Sequence))
                    : Tensor.Stack(steps.Select(answers => answers[s]));
        return outputs;
    }
}
