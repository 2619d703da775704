using System.Runtime.InteropServices;

namespace Functional.Bench.Compare.Peers;

/// <summary>OpenBLAS by its C interface; Debian's libopenblas0-pthread has it.</summary>
internal static unsafe class OpenBlas
{
    public const string Name = "OpenBLAS";

    private const int RowMajor = 101;
    private const int NoTranspose = 111;
    private const int Transpose = 112;

    private static readonly nint library = NativeLibrary.TryLoad("libopenblas.so.0", out var handle) ? handle : 0;

    private static readonly nint sgemm = Find("cblas_sgemm");
    private static readonly nint dgemm = Find("cblas_dgemm");
    private static readonly nint sgemv = Find("cblas_sgemv");
    private static readonly nint dgemv = Find("cblas_dgemv");

    public static bool IsInstalled => library != 0;

    /// <summary>C = A·B, by the matrix-vector routine where A is a row.</summary>
    public static void Multiply(int m, int n, int k, float[] a, float[] b, float[] c)
    {
        fixed (
            float* pa = a,
                pb = b,
                pc = c
        )
            if (m == 1)
                (
                    (delegate* unmanaged<
                        int,
                        int,
                        int,
                        int,
                        float,
                        float*,
                        int,
                        float*,
                        int,
                        float,
                        float*,
                        int,
                        void>)sgemv
                )(RowMajor, Transpose, k, n, 1, pb, n, pa, 1, 0, pc, 1);
            else
                (
                    (delegate* unmanaged<
                        int,
                        int,
                        int,
                        int,
                        int,
                        int,
                        float,
                        float*,
                        int,
                        float*,
                        int,
                        float,
                        float*,
                        int,
                        void>)sgemm
                )(RowMajor, NoTranspose, NoTranspose, m, n, k, 1, pa, k, pb, n, 0, pc, n);
    }

    /// <inheritdoc cref="Multiply(int, int, int, float[], float[], float[])"/>
    public static void Multiply(int m, int n, int k, double[] a, double[] b, double[] c)
    {
        fixed (
            double* pa = a,
                pb = b,
                pc = c
        )
            if (m == 1)
                (
                    (delegate* unmanaged<
                        int,
                        int,
                        int,
                        int,
                        double,
                        double*,
                        int,
                        double*,
                        int,
                        double,
                        double*,
                        int,
                        void>)dgemv
                )(RowMajor, Transpose, k, n, 1, pb, n, pa, 1, 0, pc, 1);
            else
                (
                    (delegate* unmanaged<
                        int,
                        int,
                        int,
                        int,
                        int,
                        int,
                        double,
                        double*,
                        int,
                        double*,
                        int,
                        double,
                        double*,
                        int,
                        void>)dgemm
                )(RowMajor, NoTranspose, NoTranspose, m, n, k, 1, pa, k, pb, n, 0, pc, n);
    }

    private static nint Find(string name) => library == 0 ? 0 : NativeLibrary.GetExport(library, name);
}
