using MathNet.Numerics.LinearAlgebra;

namespace Functional.Core;

// Both ways copy: MathNet's vectors and matrices are mutable, and its matrices column-major. They are not overloads of Create,
// for then F# would ask every script that calls Create for a reference to MathNet.Numerics.
public abstract partial class Tensor
{
    /// <summary>A vector of the elements of a MathNet vector, [n].</summary>
    public static Tensor FromVector(Vector<double> data) =>
        Own(Given(data).ToArray(), new Shape(data.Count), "FromVector");

    /// <inheritdoc cref="FromVector(Vector{double})"/>
    public static Tensor FromVector(Vector<float> data) =>
        Own(Given(data).ToArray(), new Shape(data.Count), "FromVector");

    /// <summary>A matrix of the elements of a MathNet matrix, [rows, columns].</summary>
    public static Tensor FromMatrix(Matrix<double> data) =>
        Own(Given(data).ToRowMajorArray(), new Shape(data.RowCount, data.ColumnCount), "FromMatrix");

    /// <inheritdoc cref="FromMatrix(Matrix{double})"/>
    public static Tensor FromMatrix(Matrix<float> data) =>
        Own(Given(data).ToRowMajorArray(), new Shape(data.RowCount, data.ColumnCount), "FromMatrix");

    /// <summary>The elements of a vector as a fresh MathNet vector.</summary>
    /// <exception cref="ShapeException">The tensor is not a vector, or it is empty, which MathNet's are not.</exception>
    /// <exception cref="TraceException">A derivative would be lost (see <see cref="Ad.StopGradient"/>), or there are no numbers yet.</exception>
    public Vector<double> ToVector()
    {
        WantFilled("ToVector", "a vector [n]", 1);
        return Vector<double>.Build.Dense(Read<double>("ToVector"));
    }

    /// <summary>The elements of a vector as a fresh MathNet vector; Float64 numbers are rounded.</summary>
    /// <inheritdoc cref="ToVector"/>
    public Vector<float> ToVector32()
    {
        WantFilled("ToVector32", "a vector [n]", 1);
        return Vector<float>.Build.Dense(Read<float>("ToVector32"));
    }

    /// <summary>The elements of a matrix as a fresh MathNet matrix.</summary>
    /// <exception cref="ShapeException">The tensor is not a matrix, or it is empty, which MathNet's are not.</exception>
    /// <exception cref="TraceException">A derivative would be lost (see <see cref="Ad.StopGradient"/>), or there are no numbers yet.</exception>
    public Matrix<double> ToMatrix()
    {
        WantFilled("ToMatrix", "a matrix [m, n]", 2);
        return Matrix<double>.Build.DenseOfArray(Read2D<double>("ToMatrix"));
    }

    /// <summary>The elements of a matrix as a fresh MathNet matrix; Float64 numbers are rounded.</summary>
    /// <inheritdoc cref="ToMatrix"/>
    public Matrix<float> ToMatrix32()
    {
        WantFilled("ToMatrix32", "a matrix [m, n]", 2);
        return Matrix<float>.Build.DenseOfArray(Read2D<float>("ToMatrix32"));
    }

    private void WantFilled(string operation, string wanted, int rank)
    {
        if (Rank != rank || Count == 0)
            ShapeException.Throw(operation, $"{wanted} with elements", $"{Shape}");
    }
}
