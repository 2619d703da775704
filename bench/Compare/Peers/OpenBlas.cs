using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Functional.Bench.Compare.Peers;

/// <summary>OpenBLAS by its C interface; Debian's libopenblas0-pthread has it.</summary>
internal static unsafe class OpenBlas
{
    public const string Name = "OpenBLAS";

    private const string Prefix = "OPENBLAS_";

    private const int RowMajor = 101;
    private const int NoTranspose = 111;
    private const int Transpose = 112;

    private static readonly nint library = NativeLibrary.TryLoad("libopenblas.so.0", out var handle) ? handle : 0;

    private static readonly nint sgemm = Find("cblas_sgemm");
    private static readonly nint dgemm = Find("cblas_dgemm");
    private static readonly nint sgemv = Find("cblas_sgemv");
    private static readonly nint dgemv = Find("cblas_dgemv");

    public static bool IsInstalled => library != 0;

    /// <summary>
    /// Lets OpenBLAS in a process run as fast as it can on the given number of cores. It takes a processor that it does not know for an old one, and what this machine's
    /// owner has set may be another core type; either costs a factor of two to five.
    /// </summary>
    public static void Set(ProcessStartInfo start, int cores)
    {
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToArray())
            start.Environment.Remove(name);
        start.Environment[Prefix + "NUM_THREADS"] = cores.ToString(CultureInfo.InvariantCulture);
        if (Vector512.IsHardwareAccelerated)
            start.Environment[Prefix + "CORETYPE"] = "SkylakeX";
    }

    private static bool IsSetting(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

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
