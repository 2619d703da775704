namespace Functional.Core;

// A program is a value: equal if it does the same steps. What slots are called does not matter.
public sealed partial class Program : IEquatable<Program>
{
    // 0 until it is asked for; operations that run programs are compared by value, again and again.
    private int hash;

    /// <summary>Whether two programs have the same inputs, constants, equations and outputs, one by one; names do not matter.</summary>
    public bool Equals(Program? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && GetHashCode() == other.GetHashCode()
            && inputs == other.inputs
            && slots.AsSpan().SequenceEqual(other.slots)
            && outputs.AsSpan().SequenceEqual(other.outputs)
            && equations.Length == other.equations.Length
            && equations.Zip(other.equations, (x, y) => x.IsSame(y)).All(same => same)
            && constants.AsSpan().SequenceEqual(other.constants)
        );

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Program);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (hash != 0)
            return hash;
        var all = new HashCode();
        all.Add(inputs);
        foreach (var type in slots)
            all.Add(type);
        foreach (var constant in constants)
            all.Add(constant);
        foreach (var equation in equations)
        {
            all.Add(equation.Operation);
            foreach (var slot in equation.Inputs)
                all.Add(slot);
        }
        foreach (var slot in outputs)
            all.Add(slot);
        return hash = all.ToHashCode() | 1;
    }
}
