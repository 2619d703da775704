using Functional.Core;
using Microsoft.FSharp.Core;

namespace Functional.Trimmed;

/// <summary>Types that nothing keeps, so that a trimmed program loses members: each is read in full, or refused.</summary>
internal static class Lost
{
    private sealed record Holder<T>(T Inner);

    private sealed record Positional(Tensor W, Tensor B);

    private sealed class SetByName
    {
        public Tensor W { get; set; } = Tensor.Zero;

        public Tensor B { get; set; } = Tensor.Zero;
    }

    /// <summary>B starts as it is rebuilt, and nothing but reflection reads it.</summary>
    private sealed class Defaulted
    {
        private Tensor b = Tensor.One;

        public Tensor W { get; set; } = Tensor.One;

        public Tensor B
        {
            get => b;
            set => b = value;
        }

        public Tensor Sum() => (W + b).Sum();
    }

    private struct Plain
    {
        public Tensor W { get; set; }

        public Tensor B { get; set; }
    }

    private struct Fields
    {
        public Tensor W;

        public Tensor B;
    }

    public static bool Run()
    {
        var (w, b) = (Tensor.One, Tensor.Zero);
        var defaulted = new Defaulted();
        Console.WriteLine($"Defaulted: {defaulted.W.ToScalar()}, {defaulted.Sum().ToScalar()}");
        var plain = new Plain { W = w, B = b };
        Console.WriteLine($"Plain: {plain.W.ToScalar()}");
        return Check("Positional", new Positional(w, b), 2)
            & Check("SetByName", new SetByName { W = w, B = b }, 2)
            & Check("Defaulted", defaulted, 2)
            & Check("Plain", plain, 2)
            & Check("Fields", new Fields { W = w, B = b }, 2)
            & Check("Tuple", Tuple.Create(w, b), 2)
            & Check("nested tuples", (w, (b, w, (w, b))), 5)
            & Check("List", new List<Positional> { new(w, b) }, 2)
            & Check("List of structs", new List<Plain> { plain }, 2)
            & Check("Dictionary", new Dictionary<string, Positional> { ["a"] = new(w, b) }, 2)
            & Check("Dictionary by number", new Dictionary<int, Plain> { [1] = plain }, 2)
            & Check("union", FSharpChoice<Tensor, Tensor, Tensor>.NewChoice2Of3(w), 1)
            & Check("ValueOption", FSharpValueOption<Positional>.Some(new(w, b)), 2)
            & Check("anonymous", new { W = w, B = b }, 2);
    }

    private static bool Check<T>(string name, T value, int leaves)
    {
        try
        {
            var holder = new Holder<T>(value);
            var found = Tree.Flatten(Ad.Grad<Holder<T>>(Loss.Of)(holder)).Length;
            Console.WriteLine($"{name}: {found} of {leaves}");
            return found == leaves;
        }
        catch (TreeException error)
        {
            Console.WriteLine($"{name}: {error.Message}");
            return true;
        }
    }
}
