namespace Functional.Core;

/// <summary>How a program that an operation runs reads: what it is for, and the roles of its inputs and outputs.</summary>
/// <param name="Label">Such as "each step".</param>
/// <param name="Takes">A letter for each input, as <see cref="Scan"/> has them, or <see cref="Unknown"/>; none if every input is the operand of its number.</param>
/// <param name="Gives">The same of the outputs; none if every output is the answer of its number.</param>
internal readonly record struct BodyText(string Label, string Takes = "", string Gives = "")
{
    /// <summary>An input that the operation solves for.</summary>
    public const char Unknown = 'u';

    /// <summary>What an input is to the operation; the default is the operand itself.</summary>
    public char Input(int input) => Takes.Length == 0 ? Scan.Shared : Takes[input];

    /// <summary>What an output is to the operation; the default is its answer.</summary>
    public char Output(int output) => Gives.Length == 0 ? Scan.Shared : Gives[output];
}
