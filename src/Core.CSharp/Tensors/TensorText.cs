using System.Text;

namespace Functional.Core;

/// <summary>How tensors are printed.</summary>
internal static class TensorText
{
    private const int Most = 1000;
    private const int Edge = 3;
    private const int LineWidth = 75;
    private const string Gap = "...";

    public static string Of(DenseTensor x)
    {
        var note =
            x.Count == 0 || x.Count > Most ? $" {x.Type}"
            : x.DType != DType.Float64 ? $" {x.DType}"
            : "";
        return Elements(x) + note;
    }

    public static string Elements(DenseTensor x)
    {
        if (x.Rank == 0)
            return Numeral.Of(x.At(0), x.DType).Alone();
        if (x.Count == 0)
            return "[]";
        var shown = Positions(x.Shape).ToArray();
        var words = Column.Align(Array.ConvertAll(shown, position => Numeral.Of(x.At(position), x.DType)));
        var text = new StringBuilder();
        var next = 0;
        Write(text, x.Shape, 0, x.Count > Most, words, ref next);
        return text.ToString();
    }

    /// <summary>The places along an axis that are shown; −1 is the gap.</summary>
    private static IEnumerable<int> Places(int size, bool shorten)
    {
        if (!shorten || size <= 2 * Edge)
            return Enumerable.Range(0, size);
        return [.. Enumerable.Range(0, Edge), -1, .. Enumerable.Range(size - Edge, Edge)];
    }

    /// <summary>The row-major positions of the elements that are shown, in order.</summary>
    private static IEnumerable<int> Positions(Shape shape)
    {
        IEnumerable<int> positions = [0];
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            var size = shape[axis];
            var places = Places(size, shape.Size > Most).Where(place => place >= 0).ToArray();
            positions = positions.SelectMany(position => places.Select(place => position * size + place));
        }
        return positions;
    }

    private static void Write(StringBuilder text, Shape shape, int axis, bool shorten, string[] words, ref int next)
    {
        text.Append('[');
        if (axis == shape.Rank - 1)
            WriteRow(text, shape, shorten, words, ref next);
        else
        {
            var separator = new string('\n', shape.Rank - 1 - axis) + new string(' ', axis + 1);
            var first = true;
            foreach (var place in Places(shape[axis], shorten))
            {
                text.Append(first ? "" : separator);
                first = false;
                if (place < 0)
                    text.Append(Gap);
                else
                    Write(text, shape, axis + 1, shorten, words, ref next);
            }
        }
        text.Append(']');
    }

    private static void WriteRow(StringBuilder text, Shape shape, bool shorten, string[] words, ref int next)
    {
        // The brackets that open before the row and close after it count too.
        var column = shape.Rank;
        var first = true;
        foreach (var place in Places(shape[shape.Rank - 1], shorten))
        {
            var word = place < 0 ? Gap : words[next++];
            if (!first && column + 1 + word.Length + shape.Rank > LineWidth)
            {
                while (text[^1] == ' ')
                    text.Length--;
                text.Append('\n').Append(' ', shape.Rank);
                column = shape.Rank;
            }
            else if (!first)
            {
                text.Append(' ');
                column++;
            }
            text.Append(word);
            column += word.Length;
            first = false;
        }
    }
}
