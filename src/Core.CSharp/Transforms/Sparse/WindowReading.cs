namespace Functional.Core;

/// <summary>
/// Convolutions and poolings of images [n, c, h, w]: each place reads the window under it, over all channels of its group; transposed, those windows that it is under.
/// </summary>
/// <param name="sliding">How the window moves.</param>
/// <param name="window">Its height and width; null if the second operand, of weights, has them.</param>
/// <param name="groups">The groups of channels; null where each channel is one.</param>
/// <param name="back">Whether this is the transpose.</param>
internal sealed class WindowReading(Sliding sliding, (int Height, int Width)? window, int? groups, bool back) : Reading
{
    public override int[] Follow(
        DependencySets known,
        Operation operation,
        (Tensor Primal, int[]? Sets)[] operands,
        Shape answer
    )
    {
        var (images, sets) = operands[0];
        if (sets is null || (operands.Length > 1 && operands[1].Sets is not null))
            return All.Follow(known, operation, operands, answer);
        var from = images.Shape;
        var (height, width) = window ?? (operands[1].Primal.Shape[2], operands[1].Primal.Shape[3]);
        var cells = back
            ? Transposed(Cells(answer, from, height, width), answer[2] * answer[3])
            : Cells(from, answer, height, width);
        var parts = groups ?? from[1];
        var (channelsFrom, channelsTo) = (from[1] / parts, answer[1] / parts);
        var (planeFrom, planeTo) = (from[2] * from[3], answer[2] * answer[3]);
        var result = new int[answer.Size];
        var read = new List<int>();
        for (var group = 0; group < from[0] * parts; group++)
        for (var cell = 0; cell < planeTo; cell++)
        {
            read.Clear();
            for (var channel = 0; channel < channelsFrom; channel++)
                foreach (var source in cells[cell])
                    read.Add(sets[(group * channelsFrom + channel) * planeFrom + source]);
            var union = known.Union([.. read]);
            for (var channel = 0; channel < channelsTo; channel++)
                result[(group * channelsTo + channel) * planeTo + cell] = union;
        }
        return result;
    }

    /// <summary>For each place of the windows' plane the places of the images' plane that lie under the window.</summary>
    private List<int>[] Cells(Shape images, Shape windows, int height, int width)
    {
        var cells = new List<int>[windows[2] * windows[3]];
        for (var cell = 0; cell < cells.Length; cell++)
        {
            cells[cell] = [];
            var top = cell / windows[3] * sliding.StrideHeight - sliding.PadTop;
            var left = cell % windows[3] * sliding.StrideWidth - sliding.PadLeft;
            for (var i = 0; i < height; i++)
            for (var j = 0; j < width; j++)
            {
                var (row, column) = (top + i * sliding.DilationHeight, left + j * sliding.DilationWidth);
                if (row >= 0 && row < images[2] && column >= 0 && column < images[3])
                    cells[cell].Add(row * images[3] + column);
            }
        }
        return cells;
    }

    private static List<int>[] Transposed(List<int>[] cells, int count)
    {
        var result = new List<int>[count];
        for (var i = 0; i < count; i++)
            result[i] = [];
        for (var cell = 0; cell < cells.Length; cell++)
            foreach (var source in cells[cell])
                result[source].Add(cell);
        return result;
    }
}
