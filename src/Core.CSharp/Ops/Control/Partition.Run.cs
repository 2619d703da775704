namespace Functional.Core;

// How a partition runs in a program, in memory that is taken once.
internal sealed partial record Partition
{
    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs) => Bind(inputs, outputs, null)();

    internal override Action Bind(DenseTensor[] inputs, DenseTensor[] outputs, Frame? within) =>
        new Runs(this, inputs, outputs, within).Run;

    /// <summary>The runs on the same tensors: a branch runs on all instances, or on as many as a power of 2 at a time.</summary>
    private sealed class Runs(Partition partition, DenseTensor[] inputs, DenseTensor[] outputs, Frame? within)
    {
        private readonly int[] takes = partition.WhenTrue.Takes;
        private readonly int[] gives = partition.WhenTrue.Gives;
        private readonly int[] order = new int[partition.Size];
        private readonly Executables whenTrue = Of(partition.WhenTrue, partition.Size);
        private readonly Executables whenFalse = Of(partition.WhenFalse, partition.Size);

        // What a run of some instances reads and writes; made when instances differ for the first time.
        private DenseTensor[]? gathered;
        private DenseTensor[]? collected;
        private bool isFirst;

        private static Executables Of(Family family, int size) => new(count => family.At(count).Optimized(), size);

        public void Run()
        {
            if (order.Length == 0)
            {
                foreach (var y in outputs)
                    y.Clear();
                return;
            }
            var chosen = Order(inputs[0], order);
            if (chosen == order.Length)
                whenTrue.All.Run(inputs, outputs, within);
            else if (chosen == 0)
                whenFalse.All.Run(inputs, outputs, within);
            else
            {
                isFirst = true;
                Run(whenTrue, order.AsSpan(0, chosen));
                Run(whenFalse, order.AsSpan(chosen));
            }
        }

        private void Run(Executables branch, ReadOnlySpan<int> instances)
        {
            var most = Executables.Most(order.Length - 1);
            gathered ??= [.. inputs.Select((x, i) => takes[i] == Family.Each ? InstanceRows.Place(x, most) : x)];
            collected ??=
            [
                .. outputs.Select(
                    (y, o) => gives[o] == Family.Each ? InstanceRows.Place(y, most) : DenseTensor.Uninitialized(y.Type)
                ),
            ];
            while (instances.Length > 0)
            {
                var size = Executables.Most(instances.Length);
                for (var i = 0; i < inputs.Length; i++)
                    if (takes[i] == Family.Each)
                        InstanceRows.Gather(inputs[i], instances[..size], gathered[i]);
                branch.Of(size).Run(gathered, collected, within);
                for (var o = 0; o < outputs.Length; o++)
                    if (gives[o] == Family.Each)
                        InstanceRows.Scatter(collected[o], instances[..size], outputs[o]);
                    else if (isFirst)
                        outputs[o].Fill(collected[o]);
                    else
                        InstanceRows.Add(collected[o], outputs[o]);
                isFirst = false;
                instances = instances[size..];
            }
        }
    }
}
