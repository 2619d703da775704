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

/// <summary>Element types that do not fit: two tensors of different dtype, an operation that a dtype does not have, or no dtype at all.</summary>
public sealed class DTypeException(string message) : FunctionalException(message)
{
    [DoesNotReturn]
    internal static void ThrowMixed(string operation, DType x, DType y) =>
        throw new DTypeException(
            $"{operation} wants tensors of one dtype, but got {x} and {y}; convert one of them with Cast."
        );
}

/// <summary>Memory that an operation needs and the process does not have: the sizes are legal, and there are too few bytes for them.</summary>
public sealed class AllocationException : FunctionalException
{
    /// <summary>"{operation} wants {bytes} bytes for {wanted}, but the process has no such memory."</summary>
    internal AllocationException(string operation, string wanted, long bytes, Exception inner)
        : base(
            $"{operation} wants {bytes} bytes for {wanted}, but got none: the process has no such memory. Take smaller sizes, or Float32.",
            inner
        ) => (Operation, Bytes) = (operation, bytes);

    /// <summary>"{operation} wants memory to work on {operands}, but got none."</summary>
    private AllocationException(string operation, string operands, Exception inner)
        : base(
            $"{operation} wants memory to work on {operands}, but got none: the process has no such memory. Take smaller sizes, or Float32.",
            inner
        ) => Operation = operation;

    /// <summary>The operation's name, as users write it.</summary>
    public string Operation { get; }

    /// <summary>The bytes that were asked for; 0 where an operation asked for them while it worked.</summary>
    public long Bytes { get; }

    /// <summary>The same error for memory that an operation wanted while it worked.</summary>
    internal static AllocationException Within(string operation, IEnumerable<TensorType> operands, Exception inner) =>
        new(operation, InvariantText.Join(" and ", operands), inner);
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

    /// <summary>The value of an option that is positive and finite, or the error.</summary>
    internal static double Positive(string option, double value)
    {
        if (!(value > 0 && double.IsFinite(value)))
            Throw(option, "a positive, finite number", $"{value}");
        return value;
    }

    /// <summary>The value of an option that counts from 1, or the error.</summary>
    internal static int Counting(string option, int value)
    {
        if (value < 1)
            Throw(option, "1 or more", $"{value}");
        return value;
    }
}

/// <summary>A parameter tree that cannot be read, rebuilt, or matched leaf by leaf with another.</summary>
public sealed class TreeException(string message) : FunctionalException(message);

/// <summary>A file of tensors that is damaged, or does not hold what was asked of it.</summary>
public sealed class TensorFileException : FunctionalException
{
    /// <summary>An error about a tensor of a file, or about the file as a whole.</summary>
    public TensorFileException(string file, string? tensor, string message)
        : base(message) => (File, Tensor) = (file, tensor);

    /// <summary>The same, keeping the error that revealed it.</summary>
    public TensorFileException(string file, string? tensor, string message, Exception inner)
        : base(message, inner) => (File, Tensor) = (file, tensor);

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The path of the tensor in its tree, or its name in the file; null where the file as a whole is at fault.</summary>
    public string? Tensor { get; }
}

/// <summary>A NaN or an infinity that a function under <see cref="Ad.Debug{TIn, TOut}"/> came upon first.</summary>
public sealed class NonFiniteException : FunctionalException
{
    private readonly string detail;

    internal NonFiniteException(string operation, int number, string quantity, string found, string detail)
        : base($"{operation} wants a finite {quantity}, but got {found}.{detail}") =>
        (Operation, Number, Quantity, Found, this.detail) = (operation, number, quantity, found, detail);

    private NonFiniteException(NonFiniteException inner, string sweep)
        : base(
            $"{inner.Operation} wants a finite {inner.Quantity}, but got {inner.Found}.{inner.detail} {sweep}",
            inner
        ) =>
        (Operation, Number, Quantity, Found, detail, Sweep) = (
            inner.Operation,
            inner.Number,
            inner.Quantity,
            inner.Found,
            inner.detail,
            sweep
        );

    /// <summary>The operation's name, as users write it; "Debug" for an input that was not finite to begin with.</summary>
    public string Operation { get; }

    /// <summary>The operation's place in the order of evaluation, from 1, in the function or in the body that the message names; 0 for an input.</summary>
    public int Number { get; }

    /// <summary>What is not finite: "answer", "tangent of the answer", "cotangent of operand 1" and so on, or "input".</summary>
    public string Quantity { get; }

    /// <summary>Whether it arose on the way back: in a cotangent, or while an inner transform swept its tape in reverse.</summary>
    public bool IsBackward => Quantity.Contains("cotangent", StringComparison.Ordinal) || Sweep is not null;

    /// <summary>What was found and where, as in "NaN at [1] of [4]".</summary>
    internal string Found { get; }

    /// <summary>The sweep of an inner transform that the operation was part of.</summary>
    internal string? Sweep { get; }

    /// <summary>The same error, met while an inner transform swept its tape.</summary>
    internal NonFiniteException Within(string sweep) => new(this, sweep);
}
