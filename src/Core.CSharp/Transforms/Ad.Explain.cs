namespace Functional.Core;

public static partial class Ad
{
    /// <summary>
    /// The program that f traces to at arguments of the types of x: its operations in order, with the type of every value; <see cref="Program.ToString"/> shows them, a line each.
    /// Derivatives inside f appear as the operations that they are made of. Captured numbers are constants.
    /// </summary>
    /// <exception cref="TraceException">f reads a number of its argument, as by branching on it.</exception>
    public static Program Explain<TIn, TOut>(Func<TIn, TOut> f, TIn x) => Staged<TIn, TOut>.Of("Explain", f, x).Program;
}
