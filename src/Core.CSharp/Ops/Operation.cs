namespace Functional.Core;

/// <summary>
/// A primitive operation: a value whose fields are its constants (an axis, a stride), compared by value.
/// It says what it computes and how tangents and cotangents pass through it; every transform is built on that alone.
/// Rules are written in tensor operations, so they serve forward, reverse and nested evaluation alike.
/// </summary>
public abstract record Operation
{
    private protected Operation() { }

    /// <summary>The operation's name, as users write it.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>The operation's constants for reading, such as "Axis = 1, KeepDims".</summary>
    internal virtual string Constants => OperationText.Constants(this);

    /// <summary>The programs that the operation runs.</summary>
    internal virtual IReadOnlyList<Program> Bodies => [];

    /// <summary>How often the bodies run, as far as that is known beforehand.</summary>
    internal virtual int Times => 1;

    /// <summary>The arithmetic operations it takes: one for each element of the longer of answers and operand, and none where elements only move.</summary>
    internal virtual long Flops(TensorType[] inputs, TensorType[] answers) =>
        Reading == Reading.Movement
            ? 0
            : Math.Max(inputs.Max(type => type.Shape.Size), answers.Sum(type => (long)type.Shape.Size));

    /// <summary>How the program of that number among <see cref="Bodies"/> reads.</summary>
    internal virtual BodyText BodyText(int body) => new("run");

    /// <summary>False where the derivative is zero everywhere by definition, as for comparisons: nothing is recorded then.</summary>
    internal virtual bool IsDifferentiable => true;

    /// <summary>Whether the answer is linear in all operands that have a derivative, together.</summary>
    internal virtual bool IsLinear => false;

    /// <summary>Whether the answer has no part of some elements of its operands, which then contribute nothing to a derivative.</summary>
    internal virtual bool Selects => Reading == Reading.Movement;

    /// <summary>Whether it takes the matrices of the last two axes one by one, so that matrices of a batch do not read each other.</summary>
    internal virtual bool IsPerMatrix => false;

    /// <summary>Which elements of its operands each element of its answer reads.</summary>
    internal virtual Reading Reading => Reading.All;

    /// <summary>The operation on vectors, if it is elementwise and can be asked for them: what a fused block is made of.</summary>
    internal virtual ILanewise? Lanewise => null;
}

/// <summary>An operation with one input and one output.</summary>
public abstract record UnaryOperation : Operation
{
    private protected UnaryOperation() { }

    /// <summary>The type of the answer; throws where the input's type does not fit.</summary>
    internal abstract TensorType Infer(TensorType x);

    /// <summary>Where the answer begins, if it is a stretch of the elements of <paramref name="x"/>; null if it is not.</summary>
    internal virtual int? View(TensorType x) => null;

    /// <summary>Writes the answer for <paramref name="x"/> into <paramref name="y"/>, whose type is the inferred one.</summary>
    internal abstract void Execute(DenseTensor x, DenseTensor y);

    /// <summary>The answer in a new tensor, or in a view of the input's elements.</summary>
    internal virtual DenseTensor Evaluate(DenseTensor x)
    {
        var y = DenseTensor.Uninitialized(Infer(x.Type), this);
        try
        {
            Execute(x, y);
        }
        catch (OutOfMemoryException error)
        {
            throw AllocationException.Within(Name, [x.Type], error);
        }
        return y;
    }

    /// <summary>The tangent ẏ that the tangent ẋ causes; null for zero.</summary>
    internal abstract Tensor? Jvp(Tensor x, Tensor y, Tensor xDot);

    /// <summary>The cotangent x̄ that the cotangent ȳ causes; null for zero.</summary>
    internal abstract Tensor? Vjp(Tensor x, Tensor y, Tensor yBar);

    /// <summary>The elements of <paramref name="x"/> that an elementwise operation selects, the others having no part in its answer; null is all.</summary>
    internal virtual Selection? Selected(Tensor x, Tensor y) => null;

    /// <summary>The answers for a batch along axis 0 of <paramref name="x"/>, along axis 0.</summary>
    internal abstract Tensor Batch(Tensor x);
}

/// <summary>An operation z = f(x, y) with two inputs and one output.</summary>
public abstract record BinaryOperation : Operation
{
    private protected BinaryOperation() { }

    /// <summary>Whether the answer is linear in each operand alone, as a product is.</summary>
    internal virtual bool IsBilinear => false;

    /// <inheritdoc cref="UnaryOperation.Infer"/>
    internal abstract TensorType Infer(TensorType x, TensorType y);

    /// <inheritdoc cref="UnaryOperation.Execute"/>
    internal abstract void Execute(DenseTensor x, DenseTensor y, DenseTensor z);

    /// <summary>The execution on the same tensors again and again, where the numbers of <paramref name="y"/> stay as they are.</summary>
    internal virtual Action BindFixed(DenseTensor x, DenseTensor y, DenseTensor z) => () => Execute(x, y, z);

    /// <inheritdoc cref="UnaryOperation.Evaluate"/>
    internal virtual DenseTensor Evaluate(DenseTensor x, DenseTensor y)
    {
        var z = DenseTensor.Uninitialized(Infer(x.Type, y.Type), this);
        try
        {
            Execute(x, y, z);
        }
        catch (OutOfMemoryException error)
        {
            throw AllocationException.Within(Name, [x.Type, y.Type], error);
        }
        return z;
    }

    /// <summary>The tangent of the answer; a tangent of null is zero, and not both inputs' are when this is called by a sweep.</summary>
    internal virtual Tensor? Jvp(Tensor x, Tensor y, Tensor z, Tensor? xDot, Tensor? yDot)
    {
        var left = xDot is null ? null : JvpLeft(x, y, z, xDot);
        var right = yDot is null ? null : JvpRight(x, y, z, yDot);
        return left is null ? right
            : right is null ? left
            : left + right;
    }

    /// <summary>What ẋ alone contributes to the tangent of the answer.</summary>
    internal abstract Tensor? JvpLeft(Tensor x, Tensor y, Tensor z, Tensor xDot);

    /// <summary>What ẏ alone contributes to the tangent of the answer.</summary>
    internal abstract Tensor? JvpRight(Tensor x, Tensor y, Tensor z, Tensor yDot);

    /// <summary>The cotangent x̄.</summary>
    internal abstract Tensor? VjpLeft(Tensor x, Tensor y, Tensor z, Tensor zBar);

    /// <summary>The cotangent ȳ.</summary>
    internal abstract Tensor? VjpRight(Tensor x, Tensor y, Tensor z, Tensor zBar);

    /// <summary>The elements, in the shape of the answer, for which an elementwise operation selects the left operand; null is all.</summary>
    internal virtual Selection? SelectedLeft(Tensor x, Tensor y, Tensor z) => null;

    /// <summary>The same of the right operand.</summary>
    internal virtual Selection? SelectedRight(Tensor x, Tensor y, Tensor z) => null;

    /// <summary>The answers for a batch of <paramref name="size"/> instances, along axis 0; one operand at least has the batch.</summary>
    internal abstract Tensor Batch(BatchOperand x, BatchOperand y, int size);
}

/// <summary>An operation of any number of inputs and outputs.</summary>
public abstract record NaryOperation : Operation
{
    private protected NaryOperation() { }

    /// <inheritdoc cref="UnaryOperation.Infer"/>
    internal abstract TensorType[] Infer(TensorType[] inputs);

    /// <inheritdoc cref="UnaryOperation.Execute"/>
    internal abstract void Execute(DenseTensor[] inputs, DenseTensor[] outputs);

    /// <summary>
    /// The execution on the same tensors again and again, which allocates nothing where the operation can do without. Programs that it runs take their memory
    /// from the frame of the program that it is part of; null where it is part of none.
    /// </summary>
    internal virtual Action Bind(DenseTensor[] inputs, DenseTensor[] outputs, Frame? within) =>
        () => Execute(inputs, outputs);

    /// <inheritdoc cref="UnaryOperation.Evaluate"/>
    internal virtual Tensor[] Evaluate(DenseTensor[] inputs)
    {
        var types = Infer(Array.ConvertAll(inputs, input => input.Type));
        var outputs = Array.ConvertAll(types, type => DenseTensor.Uninitialized(type, this));
        try
        {
            Execute(inputs, outputs);
        }
        catch (OutOfMemoryException error)
        {
            throw AllocationException.Within(Name, inputs.Select(input => input.Type), error);
        }
        return outputs;
    }

    /// <summary>Copies answers to their places, for operations that can only make them anew.</summary>
    private protected static void Fill(DenseTensor[] outputs, Tensor[] answers)
    {
        for (var i = 0; i < outputs.Length; i++)
            outputs[i].Fill(answers[i].Dense);
    }

    /// <summary>The answers and their tangents (null is zero), for operations that do better than one after the other.</summary>
    internal virtual (Tensor[] Answers, Tensor?[] Tangents) Pushforward(Tensor[] x, Tensor?[] xDot) =>
        PushforwardApart(x, xDot);

    /// <summary>The answers, and then their tangents, of which the answers know nothing.</summary>
    internal (Tensor[] Answers, Tensor?[] Tangents) PushforwardApart(Tensor[] x, Tensor?[] xDot)
    {
        var y = Tensor.Apply(this, x);
        return (y, Tangents(x, y, xDot));
    }

    /// <summary>The tangents of all answers: what an operation keeps for its pullback has some too, of which its JVP does not speak.</summary>
    internal Tensor?[] Tangents(Tensor[] x, Tensor[] y, Tensor?[] xDot) =>
        Kept > 0 ? Pushforward(x, xDot).Tangents : Jvp(x, y, xDot);

    /// <summary>The operation that reverse mode applies and records in the place of this one: its last <see cref="Kept"/> answers are for its VJP alone.</summary>
    internal virtual NaryOperation Recorded(bool[] wanted) => this;

    /// <summary>Whether the only answer may be written over an input of its type.</summary>
    internal virtual bool MayOverwrite(int input) => false;

    /// <summary>The number of answers that <see cref="Recorded"/> added in making this operation.</summary>
    internal virtual int Kept => 0;

    /// <summary>The same operation with each program that it runs replaced by one that computes the same.</summary>
    internal virtual NaryOperation WithBodies(Func<Program, Program> replace) => this;

    /// <summary>The operation that a program writes down in the place of this one, once it is traced on the given operands.</summary>
    internal virtual NaryOperation Traced(Tensor[] inputs) => this;

    /// <summary>The program that stands for the operation where no derivative follows; null if none does.</summary>
    internal virtual Program? Inlined => null;

    /// <summary>The same operation with probes in the programs that it runs.</summary>
    internal virtual NaryOperation Probed(Func<Program, Program> probe) => WithBodies(probe);

    /// <summary>Which answers depend on the flagged inputs, of which there is one at least; null is all.</summary>
    internal virtual bool[]? Influenced(bool[] inputs) => null;

    /// <summary>The tangents of the answers; null is zero.</summary>
    internal abstract Tensor?[] Jvp(Tensor[] x, Tensor[] y, Tensor?[] xDot);

    /// <summary>The cotangents of the wanted inputs; null is zero.</summary>
    internal abstract Tensor?[] Vjp(Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted);

    /// <summary>The answers and their tangents with selections, for an operation that follows these by itself; null for others.</summary>
    internal virtual (Tensor[] Answers, Tensor?[] Tangents)? Pushforward(
        SelectionTrace selections,
        Tensor[] x,
        Tensor?[] xDot
    ) => null;

    /// <summary>The cotangents of the wanted inputs with their selections, for an operation that follows these by itself; null for others.</summary>
    internal virtual Tensor?[]? Vjp(SelectionTrace selections, Tensor[] x, Tensor[] y, Tensor?[] yBar, bool[] wanted) =>
        null;

    /// <inheritdoc cref="BinaryOperation.Batch"/>
    internal abstract Tensor[] Batch(BatchOperand[] x, int size);
}
