using System.Diagnostics.CodeAnalysis;
using Functional.Core;

namespace Functional.Trimmed;

/// <summary>A loss that names no member, so that nothing but the trees' own reading keeps them.</summary>
internal static class Loss
{
    private const DynamicallyAccessedMemberTypes Read =
        DynamicallyAccessedMemberTypes.PublicConstructors
        | DynamicallyAccessedMemberTypes.NonPublicConstructors
        | DynamicallyAccessedMemberTypes.AllProperties
        | DynamicallyAccessedMemberTypes.AllFields;

    /// <summary>Σ i·leafᵢ².</summary>
    public static Tensor Of<[DynamicallyAccessedMembers(Read)] T>(T tree)
    {
        var sum = Tensor.Zero;
        foreach (var (i, leaf) in Tree.Flatten(tree).Index())
            sum += (i + 1) * Tensor.Square(leaf).Sum();
        return sum;
    }

    /// <summary>Prints the gradient of the loss, leaf by leaf, its pushforward along itself and what a compiled function gives.</summary>
    public static void Show<[DynamicallyAccessedMembers(Read)] T>(string name, T tree)
    {
        var gradient = Ad.Grad<T>(Of)(tree);
        var (value, tangent) = Ad.Pushforward<T, Tensor>(Of, tree, gradient);
        var compiled = Ad.Compile<T, T>(Ad.Grad<T>(Of))(tree);
        Console.WriteLine($"{name}: {value} {tangent}");
        foreach (var (path, leaf, again) in Tree.Paths(gradient).Zip(Tree.Flatten(gradient), Tree.Flatten(compiled)))
            Console.WriteLine($"  {path}: {leaf} {again}");
    }
}
