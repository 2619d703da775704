namespace Functional.Core;

/// <summary>
/// The elements of a cotangent that a selecting operation (<c>Where</c>, a ramp, a slice, …) passed on: a mask, 0 where not selected, which broadcasts to
/// the shape of the cotangent. The mask is computed when it is first read, so a selection that nothing reads is free.
/// </summary>
internal sealed class Selection
{
    private readonly Func<Tensor> make;
    private readonly bool isDropped;
    private Tensor? made;

    private Selection(Func<Tensor> make, bool isDropped) => (this.make, this.isDropped) = (make, isDropped);

    /// <summary>Whether places alone say what is selected, such as the bounds of a slice, and no number does.</summary>
    public bool IsByPlace { get; private init; }

    /// <summary>The places where the mask is not 0, whatever the numbers are.</summary>
    public static Selection ByPlace(Func<Tensor> mask, Selection? of) =>
        new(mask, false) { IsByPlace = of is null or { IsByPlace: true } };

    /// <summary>Whether all is selected, as far as there are numbers to say so.</summary>
    public bool IsWhole => !isDropped && Made is DenseTensor mask && mask.All().ToScalar() != 0;

    /// <summary>The elements where the mask is not 0.</summary>
    public static Selection Of(Func<Tensor> mask) => new(mask, false);

    /// <summary>The elements where the mask is 0.</summary>
    public static Selection Without(Func<Tensor> mask) => new(mask, true);

    private Tensor Made => made ??= make();

    /// <summary>0 where not selected.</summary>
    public Tensor Mask => isDropped ? Tensor.Not(Made) : Made;

    /// <summary>The elements that both select; null selects all.</summary>
    public static Selection? Both(Selection? a, Selection? b) =>
        a is null ? b
        : b is null ? a
        : new(() => Tensor.And(a.Mask, b.Mask.Cast(a.Mask.DType)), false) { IsByPlace = a.IsByPlace && b.IsByPlace };

    /// <summary>The elements that one of the two selects; null selects all.</summary>
    public static Selection? Either(Selection? a, Selection? b) =>
        a is null || b is null ? null
        : ReferenceEquals(a, b) ? a
        : new(() => Tensor.Or(a.Mask, b.Mask.Cast(a.Mask.DType)), false) { IsByPlace = a.IsByPlace && b.IsByPlace };

    /// <summary>One number, 0 where no element is selected.</summary>
    public Selection Any() => Of(() => Mask.Any());

    /// <summary>The value, with 0 where it is not selected.</summary>
    public Tensor Write(Tensor value)
    {
        // A mask with numbers beside a value without is a constant of a program: known here, it costs nothing later.
        if (IsWhole)
            return value;
        var zero = Tensor.Literal(0, value);
        var chosen = Made.Cast(value.DType);
        return isDropped ? Tensor.Where(chosen, zero, value) : Tensor.Where(chosen, value, zero);
    }
}

/// <summary>
/// A cotangent with its selection. Elements that are not selected count as 0, whatever number <see cref="Value"/> has there: a NaN that an infinite
/// slope made of them is dropped by <see cref="Written"/>.
/// </summary>
/// <param name="trace">The sweep.</param>
/// <param name="value">The numbers.</param>
/// <param name="selection">The selected elements; null selects all.</param>
/// <param name="isClean">Whether the numbers that are not selected are 0 already.</param>
internal sealed class SelectedTensor(SelectionTrace trace, Tensor value, Selection? selection, bool isClean)
    : TracedTensor(trace, value.Shape, value.DType)
{
    private Tensor? written;

    public Tensor Value { get; } = value;

    public Selection? Selection { get; } = selection;

    public bool IsClean { get; } = isClean || selection is null;

    /// <summary>The numbers, with 0 where they are not selected.</summary>
    public Tensor Written => written ??= IsClean ? Value : Selection!.Write(Value);

    /// <summary>The mask of all elements, of the shape of the cotangent.</summary>
    public Tensor Mask =>
        Selection is null ? Tensor.Ones(Shape.ToArray(), DType) : Broadcasting.To(Selection.Mask.Cast(DType), Shape)!;

    public override string Origin => "a cotangent";

    public override Tensor Beneath => Written;
}
