using System.Runtime.InteropServices;

namespace Paracle.Cache.Internal;

/// <summary>A counter that many threads raise without getting in each other's way, since a hit has no time for a meter.</summary>
internal sealed class HitCounter
{
    private const int Stripes = 16;
    private readonly Stripe[] _stripes = new Stripe[Stripes];

    public long Total
    {
        get
        {
            var total = 0L;
            foreach (ref var stripe in _stripes.AsSpan())
            {
                total += Volatile.Read(ref stripe.Count);
            }

            return total;
        }
    }

    public void Add() => Interlocked.Increment(ref _stripes[Environment.CurrentManagedThreadId & (Stripes - 1)].Count);

    // A cache line and its neighbour, which processors fetch together.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Stripe
    {
        [FieldOffset(0)]
        public long Count;
    }
}
