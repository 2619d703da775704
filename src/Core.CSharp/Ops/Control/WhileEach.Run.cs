namespace Functional.Core;

// How the loops of a batch run: those that go on lie side by side, and step together.
internal sealed partial record WhileEach
{
    // Without passes, so that the bits are those of the loop.
    internal override Tensor[] Evaluate(DenseTensor[] inputs)
    {
        var outputs = Array.ConvertAll(Infer([]), DenseTensor.Uninitialized);
        new Runs(this, inputs, outputs, null, body => body.Planned()).Run();
        return outputs;
    }

    internal override void Execute(DenseTensor[] inputs, DenseTensor[] outputs) => Bind(inputs, outputs, null)();

    internal override Action Bind(DenseTensor[] inputs, DenseTensor[] outputs, Frame? within) =>
        new Runs(this, inputs, outputs, within, body => body).Run;

    /// <summary>The runs on the same tensors. Instances that go on are stepped as many as a power of 2 at a time, unless they are all.</summary>
    private sealed class Runs
    {
        private readonly WhileEach loop;
        private readonly DenseTensor[] inputs;
        private readonly DenseTensor[] outputs;
        private readonly Frame? within;
        private readonly int[] carries;
        private readonly Executables asks;
        private readonly Executables steps;
        private readonly DenseTensor holds;
        private readonly List<Part> parts = [];

        // The instances that go on, and the rows of those that still do and of those that do not any more.
        private readonly int[] going;
        private readonly int[] staying;
        private readonly int[] leaving;
        private readonly int[] left;
        private int count;

        // The values of those that go on: at first in the places of the answers, then in places of their own.
        private readonly DenseTensor[] places;
        private DenseTensor[]? own;

        public Runs(
            WhileEach loop,
            DenseTensor[] inputs,
            DenseTensor[] outputs,
            Frame? within,
            Func<Program, Program> ready
        )
        {
            (this.loop, this.inputs, this.outputs, this.within) = (loop, inputs, outputs, within);
            carries = Scan.Places(loop.Takes, Scan.Carry);
            int[] order = [.. carries.Select((_, c) => c)];
            asks = new(size => ready(loop.At(loop.Condition, size)).Optimized(), loop.Size);
            steps = new(size => ready(loop.At(loop.Body, size)).InPlace(carries, order), loop.Size);
            holds = DenseTensor.Uninitialized(Shape.Own([loop.Size]), loop.Condition.Outputs[0].DType);
            (going, staying, leaving, left) = (
                new int[loop.Size],
                new int[loop.Size],
                new int[loop.Size],
                new int[loop.Size]
            );
            places = new DenseTensor[inputs.Length];
        }

        /// <summary>Some of the instances that go on, whose condition and step run at once.</summary>
        private readonly record struct Part(Executable Asks, Frame Ask, Executable Steps, Frame Step);

        public void Run()
        {
            inputs.CopyTo(places, 0);
            for (var c = 0; c < carries.Length; c++)
            {
                outputs[c].Fill(inputs[carries[c]]);
                places[carries[c]] = outputs[c];
            }
            count = loop.Size;
            for (var i = 0; i < count; i++)
                going[i] = i;
            // Where a run before this one has failed, its frames are lost.
            parts.Clear();
            Rent();
            while (count > 0)
            {
                foreach (var part in parts)
                    part.Ask.Run();
                Leave();
                foreach (var part in parts)
                    part.Step.Run();
            }
        }

        /// <summary>Lets the instances go whose condition has failed, and brings the others together.</summary>
        private void Leave()
        {
            var (stay, leave) = (0, 0);
            for (var i = 0; i < count; i++)
                if (holds.At(i) != 0)
                    staying[stay++] = i;
                else
                    leaving[leave++] = i;
            if (leave == 0)
                return;
            Return();
            var isWhole = count == loop.Size;
            // The answers of the first to leave are in place.
            if (!isWhole)
            {
                for (var i = 0; i < leave; i++)
                    left[i] = going[leaving[i]];
                for (var c = 0; c < carries.Length; c++)
                    InstanceRows.Move(places[carries[c]], leaving.AsSpan(0, leave), outputs[c], left);
            }
            count = stay;
            if (stay == 0)
                return;
            for (var i = 0; i < stay; i++)
                going[i] = going[staying[i]];
            own ??= [.. inputs.Select((x, i) => HasInstances(i) ? InstanceRows.Place(x, loop.Size - 1) : x)];
            for (var i = 0; i < places.Length; i++)
                if (HasInstances(i))
                {
                    InstanceRows.Gather(places[i], staying.AsSpan(0, stay), own[i]);
                    places[i] = own[i];
                }
            Rent();
        }

        private bool HasInstances(int input) => loop.Roles[input] == Scan.Sequence;

        /// <summary>Programs for the instances that go on, on their rows.</summary>
        private void Rent()
        {
            for (var start = 0; start < count; )
            {
                var size = count == loop.Size ? count : Executables.Most(count - start);
                var (ask, step) = (asks.Of(size), steps.Of(size));
                var part = new Part(ask, ask.Rent(within), step, step.Rent(within));
                for (var i = 0; i < places.Length; i++)
                {
                    var at = HasInstances(i) ? start * InstanceRows.Inner(places[i]) : 0;
                    part.Ask.Input(i, places[i], at);
                    part.Step.Input(i, places[i], at);
                }
                for (var c = 0; c < carries.Length; c++)
                    part.Step.Output(c, places[carries[c]], start * InstanceRows.Inner(outputs[c]));
                part.Ask.Output(0, holds, start);
                parts.Add(part);
                start += size;
            }
        }

        private void Return()
        {
            foreach (var part in parts)
            {
                part.Asks.Return(part.Ask);
                part.Steps.Return(part.Step);
            }
            parts.Clear();
        }
    }
}
