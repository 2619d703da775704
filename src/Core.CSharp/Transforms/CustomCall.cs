using System.Diagnostics.CodeAnalysis;

namespace Functional.Core;

/// <summary>One call of a function with a custom rule: its operation works on leaves, the function and the rule on trees.</summary>
internal sealed class CustomCall<
    [DynamicallyAccessedMembers(TreeMembers.Read)] TIn,
    [DynamicallyAccessedMembers(TreeMembers.Read)] TOut
>
{
    private readonly string name;

    public CustomCall(string name, Func<TIn, TOut> f, TIn x, Func<TIn, TOut>? answer)
    {
        (this.name, Like) = (name, x);
        if (answer is null)
        {
            Function = new OpenFunction(leaves =>
            {
                Output = f(Input(leaves));
                return Trace.Leaves(Output);
            });
            return;
        }
        var declared = Staged<TIn, TOut>.Of(name, answer, x);
        Output = declared.Like;
        var read = Tree.Read(Output);
        Function = new DeclaredFunction(
            leaves => Trace.Living(read.Match(name, f(Input(leaves)))),
            [.. declared.Program.Outputs]
        );
    }

    /// <summary>A tree like the argument.</summary>
    public TIn Like { get; }

    /// <summary>A tree like the answer, once it is known.</summary>
    public TOut Output { get; private set; } = default!;

    public CustomFunction Function { get; }

    public TOut Apply(CustomRule operation)
    {
        var answers = Tensor.Apply(operation, Trace.Leaves(Like));
        return Answer(answers);
    }

    public TIn Input(Tensor[] leaves) => Tree.Rebuild(Like, leaves);

    public TOut Answer(Tensor[] leaves) => Tree.Rebuild(Output, leaves);

    /// <summary>The leaves of what a rule returned, checked against the value whose derivative it is.</summary>
    public Tensor[] Checked<[DynamicallyAccessedMembers(TreeMembers.Read)] T>(T returned, T like, Tensor[] wanted) =>
        Trace.Living(Tree.Read(Tree.Rebuild(like, wanted)).Match(name, returned));
}
