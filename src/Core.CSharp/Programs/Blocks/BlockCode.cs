using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Functional.Core.Kernels;

namespace Functional.Core;

/// <summary>A block as machine code: one loop that reads vectors, computes in registers and writes vectors.</summary>
/// <remarks>
/// For each row: whole vectors, and then what remains, in padded places that the same code reads and writes. An element's number does not depend on where it stands,
/// so neither the width of a vector nor the number of cores can be seen in the answers.
/// </remarks>
internal sealed class BlockCode
{
    // Elements that a core takes at a time.
    private const int Grain = 1 << 15;

    private readonly object?[] targets;
    private readonly Kernel kernel;
    private readonly int instructions;

    private delegate void Kernel(
        object?[] targets,
        DenseTensor[] tensors,
        int[] starts,
        int[] steps,
        int rowFrom,
        int rowTo,
        int columnFrom,
        int columnTo
    );

    [RequiresDynamicCode("It is emitted.")]
    public BlockCode(Block block)
    {
        var functions = Array.ConvertAll(
            block.Instructions,
            instruction => instruction.Operation.Lanewise!.OnVectors(block.DType)
        );
        targets = Array.ConvertAll(functions, function => function.Target);
        instructions = functions.Length;
        var method = new DynamicMethod(
            "Block",
            typeof(void),
            [
                typeof(object[]),
                typeof(DenseTensor[]),
                typeof(int[]),
                typeof(int[]),
                typeof(int),
                typeof(int),
                typeof(int),
                typeof(int),
            ],
            typeof(BlockCode).Module,
            skipVisibility: true
        );
        if (block.DType == DType.Float32)
            new Writer<float>(block, functions, method.GetILGenerator()).Write();
        else
            new Writer<double>(block, functions, method.GetILGenerator()).Write();
        kernel = method.CreateDelegate<Kernel>();
    }

    public void Run(DenseTensor[] tensors, int[] starts, int[] steps, int rows, int columns)
    {
        var elements = (long)rows * columns;
        if (elements * instructions < Grain * 8 || Cores.Count == 1)
            kernel(targets, tensors, starts, steps, 0, rows, 0, columns);
        else
        {
            // Pieces of many rows, or of a part of one.
            var along = Math.Clamp(Grain / columns, 1, rows);
            var across = Math.Min(columns, Math.Max(Grain / along, 1));
            var (down, wide) = ((rows + along - 1) / along, (columns + across - 1) / across);
            Cores.Run(down * wide, new Piece(this, tensors, starts, steps, rows, columns, along, across, wide));
        }
    }

    private readonly struct Piece(
        BlockCode code,
        DenseTensor[] tensors,
        int[] starts,
        int[] steps,
        int rows,
        int columns,
        int along,
        int across,
        int wide
    ) : IChunks
    {
        public void Run(int chunk)
        {
            var (row, column) = (chunk / wide * along, chunk % wide * across);
            code.kernel(
                code.targets,
                tensors,
                starts,
                steps,
                row,
                Math.Min(row + along, rows),
                column,
                Math.Min(column + across, columns)
            );
        }
    }

    /// <summary>Writes the code.</summary>
    private sealed class Writer<T>(Block block, Delegate[] functions, ILGenerator il)
        where T : unmanaged
    {
        private static readonly Type vector = typeof(Vector<T>);
        private static readonly int width = Unsafe.SizeOf<Vector<T>>();

        // Of each place: its row, where vectors of the row are read or written now, its padded place, and the bytes from row to row.
        private readonly LocalBuilder[] row = Locals(il, block, typeof(T).MakeByRefType());
        private readonly LocalBuilder[] near = Locals(il, block, typeof(T).MakeByRefType());
        private readonly LocalBuilder[] padded = Locals(il, block, vector);
        private readonly LocalBuilder[] step = Locals(il, block, typeof(nint));
        private readonly LocalBuilder[] registers =
        [
            .. Enumerable.Range(0, block.Operands.Length + functions.Length).Select(_ => il.DeclareLocal(vector)),
        ];
        private readonly LocalBuilder?[] targets = Array.ConvertAll(
            functions,
            function => function.Target is { } target ? il.DeclareLocal(target.GetType()) : null
        );
        private readonly LocalBuilder bytes = il.DeclareLocal(typeof(nint));
        private readonly LocalBuilder at = il.DeclareLocal(typeof(nint));
        private readonly LocalBuilder done = il.DeclareLocal(typeof(nint));
        private readonly LocalBuilder isRest = il.DeclareLocal(typeof(bool));
        private readonly LocalBuilder left = il.DeclareLocal(typeof(int));

        private static LocalBuilder[] Locals(ILGenerator il, Block block, Type type) =>
            [.. Enumerable.Range(0, block.Operands.Length + block.Results.Length).Select(_ => il.DeclareLocal(type))];

        private IEnumerable<int> Inputs => Enumerable.Range(0, block.Operands.Length);

        private IEnumerable<int> Streams => Inputs.Where(place => !block.IsRepeated(place));

        private IEnumerable<int> Outputs => Enumerable.Range(block.Operands.Length, block.Results.Length);

        public void Write()
        {
            var (nextRow, nextVector, body, rest, endOfRow, end) = (
                il.DefineLabel(),
                il.DefineLabel(),
                il.DefineLabel(),
                il.DefineLabel(),
                il.DefineLabel(),
                il.DefineLabel()
            );
            Begin();

            il.MarkLabel(nextRow);
            il.Emit(OpCodes.Ldloc, left);
            il.Emit(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Ble, end);
            foreach (var place in Inputs.Where(block.IsRepeated))
            {
                il.Emit(OpCodes.Ldloc, row[place]);
                il.Emit(OpCodes.Ldobj, typeof(T));
                il.Emit(OpCodes.Call, ((Func<T, Vector<T>>)Vector.Create).Method);
                il.Emit(OpCodes.Stloc, registers[place]);
            }
            foreach (var place in Streams.Concat(Outputs))
                Copy(row[place], near[place]);
            Set(at, 0);
            Set(isRest, 0);

            il.MarkLabel(nextVector);
            il.Emit(OpCodes.Ldloc, at);
            il.Emit(OpCodes.Ldc_I4, width);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldloc, bytes);
            il.Emit(OpCodes.Ble, body);
            il.Emit(OpCodes.Ldloc, at);
            il.Emit(OpCodes.Ldloc, bytes);
            il.Emit(OpCodes.Bge, endOfRow);
            Pad();

            il.MarkLabel(body);
            Compute();
            il.Emit(OpCodes.Ldloc, isRest);
            il.Emit(OpCodes.Brtrue, rest);
            il.Emit(OpCodes.Ldloc, at);
            il.Emit(OpCodes.Ldc_I4, width);
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, at);
            il.Emit(OpCodes.Br, nextVector);

            il.MarkLabel(rest);
            foreach (var place in Outputs)
                CopyRest(() => Address(row[place], done), () => il.Emit(OpCodes.Ldloca, padded[place]));

            il.MarkLabel(endOfRow);
            foreach (var place in Inputs.Concat(Outputs))
            {
                Address(row[place], step[place]);
                il.Emit(OpCodes.Stloc, row[place]);
            }
            il.Emit(OpCodes.Ldloc, left);
            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Stloc, left);
            il.Emit(OpCodes.Br, nextRow);

            il.MarkLabel(end);
            il.Emit(OpCodes.Ret);
        }

        private void Begin()
        {
            foreach (var place in Inputs.Concat(Outputs))
            {
                il.Emit(OpCodes.Ldarg_1);
                il.Emit(OpCodes.Ldarg_2);
                il.Emit(OpCodes.Ldarg_3);
                il.Emit(OpCodes.Ldc_I4, place);
                il.Emit(OpCodes.Ldarg_S, (byte)4);
                if (block.IsRepeated(place))
                    il.Emit(OpCodes.Ldc_I4_0);
                else
                    il.Emit(OpCodes.Ldarg_S, (byte)6);
                il.Emit(OpCodes.Call, ((First)At).Method);
                il.Emit(OpCodes.Stloc, row[place]);
                il.Emit(OpCodes.Ldarg_3);
                il.Emit(OpCodes.Ldc_I4, place);
                il.Emit(OpCodes.Ldelem_I4);
                Bytes();
                il.Emit(OpCodes.Stloc, step[place]);
            }
            for (var i = 0; i < targets.Length; i++)
                if (targets[i] is { } target)
                {
                    il.Emit(OpCodes.Ldarg_0);
                    il.Emit(OpCodes.Ldc_I4, i);
                    il.Emit(OpCodes.Ldelem_Ref);
                    il.Emit(OpCodes.Castclass, target.LocalType);
                    il.Emit(OpCodes.Stloc, target);
                }
            Difference(5, 4);
            il.Emit(OpCodes.Stloc, left);
            Difference(7, 6);
            Bytes();
            il.Emit(OpCodes.Stloc, bytes);
        }

        // Widened first: a row may have more bytes than an int counts.
        private void Bytes()
        {
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Ldc_I4, Unsafe.SizeOf<T>());
            il.Emit(OpCodes.Mul);
        }

        private void Compute()
        {
            foreach (var place in Streams)
            {
                Address(near[place], at);
                il.Emit(OpCodes.Unaligned, (byte)1);
                il.Emit(OpCodes.Ldobj, vector);
                il.Emit(OpCodes.Stloc, registers[place]);
            }
            for (var i = 0; i < functions.Length; i++)
            {
                if (targets[i] is { } target)
                    il.Emit(OpCodes.Ldloc, target);
                foreach (var register in block.Instructions[i].Registers)
                    il.Emit(OpCodes.Ldloc, registers[register]);
                il.Emit(OpCodes.Call, functions[i].Method);
                il.Emit(OpCodes.Stloc, registers[block.Operands.Length + i]);
            }
            foreach (var place in Outputs)
            {
                Address(near[place], at);
                il.Emit(OpCodes.Ldloc, registers[block.Results[place - block.Operands.Length]]);
                il.Emit(OpCodes.Unaligned, (byte)1);
                il.Emit(OpCodes.Stobj, vector);
            }
        }

        /// <summary>What remains of the row, read from and written to places as wide as a vector.</summary>
        private void Pad()
        {
            Copy(at, done);
            Set(isRest, 1);
            foreach (var place in Streams)
                CopyRest(() => il.Emit(OpCodes.Ldloca, padded[place]), () => Address(row[place], done));
            foreach (var place in Streams.Concat(Outputs))
            {
                il.Emit(OpCodes.Ldloca, padded[place]);
                il.Emit(OpCodes.Stloc, near[place]);
            }
            Set(at, 0);
        }

        private void CopyRest(Action to, Action from)
        {
            to();
            from();
            il.Emit(OpCodes.Ldloc, bytes);
            il.Emit(OpCodes.Ldloc, done);
            il.Emit(OpCodes.Sub);
            il.Emit(OpCodes.Conv_U4);
            il.Emit(OpCodes.Unaligned, (byte)1);
            il.Emit(OpCodes.Cpblk);
        }

        private void Address(LocalBuilder start, LocalBuilder offset)
        {
            il.Emit(OpCodes.Ldloc, start);
            il.Emit(OpCodes.Ldloc, offset);
            il.Emit(OpCodes.Add);
        }

        private void Copy(LocalBuilder from, LocalBuilder to)
        {
            il.Emit(OpCodes.Ldloc, from);
            il.Emit(OpCodes.Stloc, to);
        }

        private void Set(LocalBuilder local, int value)
        {
            il.Emit(OpCodes.Ldc_I4, value);
            if (local.LocalType == typeof(nint))
                il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Stloc, local);
        }

        private void Difference(byte x, byte y)
        {
            il.Emit(OpCodes.Ldarg_S, x);
            il.Emit(OpCodes.Ldarg_S, y);
            il.Emit(OpCodes.Sub);
        }

        private delegate ref T First(DenseTensor[] tensors, int[] starts, int[] steps, int place, int row, int column);

        /// <summary>The element of a place at a row and a column.</summary>
        private static ref T At(DenseTensor[] tensors, int[] starts, int[] steps, int place, int row, int column) =>
            ref Unsafe.Add(ref tensors[place].First<T>(), starts[place] + row * (nint)steps[place] + column);
    }
}
