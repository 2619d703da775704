using System.Globalization;
using Functional.Core;

namespace Functional.Core
{
    /// <summary>Texts that are the same under every culture of a thread, where the language itself would write numbers by that culture.</summary>
    internal static class InvariantText
    {
        /// <summary>The values, one after the other.</summary>
        public static string Join<T>(string separator, IEnumerable<T> values) =>
            string.Join(separator, values.Select(Of));

        /// <summary>A value, such as a record with numbers, whose text the compiler writes.</summary>
        public static string Of<T>(T value)
        {
            if (value is IFormattable formattable)
                return formattable.ToString(null, CultureInfo.InvariantCulture);
            var culture = CultureInfo.CurrentCulture;
            try
            {
                CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
                return value?.ToString() ?? "";
            }
            finally
            {
                CultureInfo.CurrentCulture = culture;
            }
        }
    }
}

namespace System.Runtime.CompilerServices
{
    /// <summary>
    /// The interpolated strings of this assembly, written under the invariant culture: the compiler takes the type of this name that it finds here
    /// before the runtime's own,
    /// which writes by the culture of the thread.
    /// </summary>
    [InterpolatedStringHandler]
    internal ref struct DefaultInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        private readonly global::System.Text.StringBuilder text = new(literalLength + 8 * formattedCount);

        public readonly void AppendLiteral(string value) => text.Append(value);

        public readonly void AppendFormatted(string? value) => text.Append(value);

        public readonly void AppendFormatted(ReadOnlySpan<char> value) => text.Append(value);

        public readonly void AppendFormatted<T>(T value, int alignment = 0, string? format = null)
        {
            var word = value is IFormattable formattable
                ? formattable.ToString(format, CultureInfo.InvariantCulture)
                : InvariantText.Of(value);
            text.Append(alignment < 0 ? word.PadRight(-alignment) : word.PadLeft(alignment));
        }

        public readonly void AppendFormatted<T>(T value, string? format) => AppendFormatted(value, 0, format);

        public readonly string ToStringAndClear() => text.ToString();
    }
}
