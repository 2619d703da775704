namespace Functional.Core;

/// <summary>
/// The tape of a call whose numbers depend on an outer call as well: slopes and primals are then numbers of that call, so that the sweep is
/// itself traced by it.
/// </summary>
internal sealed partial class ScalarTape
{
    /// <summary>An operation with slopes that an outer call watches, and how a seed is multiplied with each.</summary>
    private struct DeepNode
    {
        public Real Primal;
        public Real Left;
        public Real Right;
        public int LeftSlot;
        public int RightSlot;
        public Product LeftProduct;
        public Product RightProduct;
    }

    // From the first number on that depends on an outer call; earlier slots have plain nodes.
    private readonly List<DeepNode> deep = [];
    private bool isDeep;
    private int deepStart;

    /// <summary>Whether a number of this call depends on an outer one.</summary>
    public bool IsDeep => isDeep;

    /// <summary>From now on every number takes the careful way.</summary>
    private void Deepen()
    {
        if (isDeep)
            return;
        isDeep = true;
        deepStart = Count;
        open = -1;
    }

    // What the numbers of outer calls hold on to is let go; a large list altogether.
    private void ForgetDeep()
    {
        if (!isDeep)
            return;
        isDeep = false;
        deep.Clear();
        if (deep.Capacity > LargestChunk)
            deep.Capacity = 0;
    }

    private Real Watch(Real primal) => RecordDeep(primal, None, default, default, None, default, default);

    public override Real Primal(Real x) =>
        !Watches(x) ? x
        : isDeep && (int)x.Payload >= deepStart ? deep[(int)x.Payload - deepStart].Primal
        : new(x.Value);

    public Real Apply<TFunction>(TFunction f, Real x)
        where TFunction : struct, IUnaryFunction
    {
        var primal = Primal(x);
        var y = Real.Apply(f, primal);
        return Record(y, (int)x.Payload, f.Derivative(primal, y), Products.Of<TFunction>(), None, default, default);
    }

    public Real Apply<TFunction>(Real x, Real y)
        where TFunction : struct, IBinaryFunction
    {
        var (px, py) = (Primal(x), Primal(y));
        var z = Real.Apply<TFunction>(px, py);
        var (hasX, hasY) = (Watches(x), Watches(y));
        var left = hasX ? TFunction.Left(px, py, z) : default;
        var right = hasY ? TFunction.Right(px, py, z) : default;
        // A constant slope of 0 in a product of seeds: 0 whatever the other is.
        hasX &= Products.OfLeft<TFunction>() != Product.Symmetric || !left.IsNothing;
        hasY &= Products.OfRight<TFunction>() != Product.Symmetric || !right.IsNothing;
        return Record(
            z,
            hasX ? (int)x.Payload : None,
            left,
            Products.OfLeft<TFunction>(),
            hasY ? (int)y.Payload : None,
            right,
            Products.OfRight<TFunction>()
        );
    }

    private Real Record(
        Real z,
        int leftSlot,
        Real left,
        Product leftProduct,
        int rightSlot,
        Real right,
        Product rightProduct
    )
    {
        if (leftSlot < 0 && rightSlot < 0)
            return z;
        if (!isDeep)
        {
            if (z.IsConstant && left.IsConstant && right.IsConstant)
                return leftSlot >= 0
                    ? new(z.Value, this, Record(leftSlot, left.Value, rightSlot, right.Value))
                    : new(z.Value, this, Record(rightSlot, right.Value, None, 0));
            Deepen();
        }
        return RecordDeep(z, leftSlot, left, leftProduct, rightSlot, right, rightProduct);
    }

    private Real RecordDeep(
        Real z,
        int leftSlot,
        Real left,
        Product leftProduct,
        int rightSlot,
        Real right,
        Product rightProduct
    )
    {
        deep.Add(
            new()
            {
                Primal = z,
                Left = left,
                Right = right,
                LeftSlot = leftSlot,
                RightSlot = rightSlot,
                LeftProduct = leftProduct,
                RightProduct = rightProduct,
            }
        );
        return new(z.Value, this, next++);
    }

    /// <summary>The reverse sweep in the arithmetic of the outer calls.</summary>
    public void Sweep(Real y, Real seed, Span<Real> gradient)
    {
        gradient.Clear();
        if (!Watches(y))
            return;
        if (!isDeep && seed.IsConstant)
        {
            var plain = new double[gradient.Length];
            Sweep(y, seed.Value, plain);
            for (var i = 0; i < plain.Length; i++)
                gradient[i] = plain[i];
            return;
        }
        var bars = new Real[Count];
        bars[(int)y.Payload] = seed;
        var flat = !isDeep ? Count : deepStart;
        for (var slot = Count - 1; slot >= Math.Max(flat, gradient.Length); slot--)
            if (!bars[slot].IsNothing)
            {
                var node = deep[slot - deepStart];
                if (node.LeftSlot >= 0)
                    bars[node.LeftSlot] += node.LeftProduct.Times(bars[slot], node.Left);
                if (node.RightSlot >= 0)
                    bars[node.RightSlot] += node.RightProduct.Times(bars[slot], node.Right);
            }
        SweepFlat(bars, flat, gradient.Length);
        bars.AsSpan(0, gradient.Length).CopyTo(gradient);
    }

    // Slots below deepStart: the nodes are plain, their cotangents may not be.
    private void SweepFlat(Real[] bars, int count, int inputCount)
    {
        var (c, first) = (0, inputCount);
        while (first + chunks[c].Length < count)
            first += chunks[c++].Length;
        for (var slot = count - 1; slot >= inputCount; slot--)
        {
            while (slot < first)
                first -= chunks[--c].Length;
            if (bars[slot].IsNothing)
                continue;
            ref var node = ref chunks[c][slot - first];
            if (node.LeftSlot >= 0)
                bars[node.LeftSlot] += Product.Strong.Times(bars[slot], node.Left);
            if (node.RightSlot >= 0)
                bars[node.RightSlot] += Product.Strong.Times(bars[slot], node.Right);
        }
    }
}
