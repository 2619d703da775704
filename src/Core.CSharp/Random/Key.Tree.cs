namespace Functional.Core;

public readonly partial record struct Key
{
    private const double Most = 1L << 32;

    private static TensorType BitsType => new(new Shape(2), DType.Float64);

    private Key(Tensor bits) => this.bits = bits;

    /// <summary>The key of bits that are numbers already.</summary>
    internal static Key Of(DenseTensor bits) => new(Word(bits, 0), Word(bits, 1));

    /// <summary>Writes the bits down, as numbers that Float64 holds exactly.</summary>
    internal void WriteTo(DenseTensor result)
    {
        var words = result.Writable<double>();
        (words[0], words[1]) = (upper, lower);
    }

    IReadOnlyList<Tensor> ITree.Leaves => [bits ?? Tensor.Create(new double[] { upper, lower })];

    IReadOnlyList<string> ITree.Names => ["Bits"];

    object? ITree.Definition => null;

    ITree ITree.WithLeaves(IReadOnlyList<Tensor> leaves)
    {
        if (!leaves[0].Type.Equals(BitsType))
            throw new TreeException(
                $"Key wants its bits as {BitsType}, but got {leaves[0].Type}; convert other leaves alone."
            );
        return leaves[0] is DenseTensor numbers ? Of(numbers) : new Key(leaves[0]);
    }

    private static uint Word(DenseTensor bits, int place)
    {
        var word = bits.At(place);
        if (!(word >= 0 && word < Most && double.IsInteger(word)))
            DomainException.Throw("Key", "two whole numbers from 0 to 2³² − 1 as its bits", $"{word}");
        return (uint)word;
    }
}
