using System.Text.Json;
using Functional.Core;

namespace Functional.GradBench.Protocol;

/// <summary>Numbers and tensors in JSON: nested lists, row by row.</summary>
internal static class Json
{
    public static double Number(this JsonElement input, string name) => input.GetProperty(name).GetDouble();

    public static int Integer(this JsonElement input, string name) => (int)input.GetProperty(name).GetDouble();

    public static double[] Numbers(this JsonElement input, string name) => Flat(input.GetProperty(name));

    public static int[] Integers(this JsonElement input, string name) =>
        Array.ConvertAll(input.Numbers(name), x => (int)x);

    /// <summary>The elements of nested lists of equal lengths; the empty list has shape [0].</summary>
    public static Tensor Tensor(this JsonElement input, string name)
    {
        var list = input.GetProperty(name);
        var shape = new List<int>();
        for (var inner = list; inner.ValueKind == JsonValueKind.Array; inner = inner[0])
        {
            shape.Add(inner.GetArrayLength());
            if (shape[^1] == 0)
                break;
        }
        return Core.Tensor.Create(Flat(list), [.. shape]);
    }

    private static double[] Flat(JsonElement list)
    {
        var numbers = new List<double>();
        Add(list);
        return [.. numbers];

        void Add(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Array)
                foreach (var inner in element.EnumerateArray())
                    Add(inner);
            else
                numbers.Add(element.GetDouble());
        }
    }

    public static void Write(Utf8JsonWriter json, double number) => json.WriteNumberValue(number);

    public static void Write(Utf8JsonWriter json, double[] numbers)
    {
        json.WriteStartArray();
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, Tensor x)
    {
        var (numbers, next) = (x.ToArray(), 0);
        Add(0);

        void Add(int axis)
        {
            if (axis == x.Rank)
            {
                json.WriteNumberValue(numbers[next++]);
                return;
            }
            json.WriteStartArray();
            for (var i = 0; i < x.Shape[axis]; i++)
                Add(axis + 1);
            json.WriteEndArray();
        }
    }
}
