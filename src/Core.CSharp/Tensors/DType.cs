namespace Functional.Core;

/// <summary>The type of a tensor's elements. It follows the data and is never widened by a literal.</summary>
public enum DType
{
    /// <summary>IEEE 754 binary32, <see cref="float"/>.</summary>
    Float32,

    /// <summary>IEEE 754 binary64, <see cref="double"/>.</summary>
    Float64,
}
