using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>The root of every error that this library raises for a wrong program: catch it to catch them all.</summary>
public abstract class FunctionalException : Exception
{
    private protected FunctionalException(string message)
        : base(message) { }

    private protected FunctionalException(string message, Exception inner)
        : base(message, inner) { }
}

/// <summary>Shapes, axes or sizes that do not fit the operation.</summary>
public sealed class ShapeException(string message) : FunctionalException(message)
{
    /// <summary>"{operation} wants {wanted}, but got {got}."</summary>
    [DoesNotReturn]
    internal static void Throw(string operation, string wanted, string got) =>
        throw new ShapeException($"{operation} wants {wanted}, but got {got}.");
}

/// <summary>Element types that do not fit: two tensors of different dtype, or an operation that a dtype does not have.</summary>
public sealed class DTypeException(string message) : FunctionalException(message)
{
    [DoesNotReturn]
    internal static void ThrowMixed(string operation, DType x, DType y) =>
        throw new DTypeException(
            $"{operation} wants tensors of one dtype, but got {x} and {y}; convert one of them with Cast."
        );
}

/// <summary>A traced value used where its transform cannot see it, such as after the transform has returned.</summary>
public sealed class TraceException(string message) : FunctionalException(message);

/// <summary>A value outside the domain of an operation: an index out of range, a matrix that is not positive definite.</summary>
public sealed class DomainException : FunctionalException
{
    /// <summary>An error that says what was wanted and what was found.</summary>
    public DomainException(string message)
        : base(message) { }

    /// <summary>The same, keeping the error that revealed it.</summary>
    public DomainException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>"{operation} wants {wanted}, but got {got}."</summary>
    [DoesNotReturn]
    internal static void Throw(string operation, string wanted, string got) =>
        throw new DomainException($"{operation} wants {wanted}, but got {got}.");
}

/// <summary>A parameter tree that cannot be read, rebuilt, or matched leaf by leaf with another.</summary>
public sealed class TreeException(string message) : FunctionalException(message);
