namespace Functional.Core;

/// <summary>What is known of a tensor before its numbers are: shape and dtype.</summary>
public readonly record struct TensorType(Shape Shape, DType DType)
{
    /// <summary>The bytes of its elements.</summary>
    internal long Bytes => (long)Shape.Size * (DType == DType.Float32 ? sizeof(float) : sizeof(double));

    /// <summary>As in "Float32[2, 3]".</summary>
    public override string ToString() => $"{DType}{Shape}";
}
