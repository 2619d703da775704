namespace Functional.Core;

public abstract partial class Tensor
{
    /// <summary>The mean of each image: [n, c, h, w] → [n, c], or of each signal: [n, c, length] → [n, c]. A composition: a sum, which is linear, divided by the size.</summary>
    /// <exception cref="ShapeException">There are not three or four axes.</exception>
    public static Tensor GlobalAveragePool(Tensor x)
    {
        var planes = PlanesOf("GlobalAveragePool", x);
        return planes.Sum(-1) / planes.Shape[2];
    }

    /// <summary>
    /// The greatest value of each image: [n, c, h, w] → [n, c], or of each signal: [n, c, length] → [n, c]; NaN wins.
    /// The whole cotangent goes to the first of equal maxima, as in <see cref="MaxPool2d(Tensor, int, int, Padding)"/>.
    /// </summary>
    /// <exception cref="ShapeException">There are not three or four axes, or an image is empty.</exception>
    public static Tensor GlobalMaxPool(Tensor x)
    {
        var planes = PlanesOf("GlobalMaxPool", x);
        if (planes.Shape[2] == 0)
            ShapeException.Throw("GlobalMaxPool", "images of one element or more", $"{x.Shape}");
        return MaxPool1d(planes, planes.Shape[2]).Reshape(x.Shape[0], x.Shape[1]);
    }

    private static Tensor PlanesOf(string operation, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank is not (3 or 4))
            ShapeException.Throw(
                operation,
                "images [n, channels, height, width] or signals [n, channels, length]",
                $"{x.Shape}"
            );
        return x.Reshape(x.Shape[0], x.Shape[1], x.Shape.CountOf(2, x.Rank));
    }
}
