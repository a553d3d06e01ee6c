namespace Paracle.Cache.Internal;

/// <summary>
/// Tells whether a key was changed while something was under way for it, without keeping anything per key: keys share counters. That two keys share one
/// only makes a value be kept out of memory once, never lets an old one in.
/// </summary>
internal sealed class ChangeStripes
{
    private const int Count = 1 << 14;
    private readonly int[] _changes = new int[Count];
    private int _all;

    /// <summary>The state of a key's counter before something begins.</summary>
    public ChangeMark Note(string key)
    {
        var stripe = StripeOf(key);
        return new ChangeMark(stripe, Volatile.Read(ref _changes[stripe]), Volatile.Read(ref _all));
    }

    /// <summary>Whether the key was changed since.</summary>
    public bool IsOvertaken(in ChangeMark mark) => Volatile.Read(ref _changes[mark.Stripe]) != mark.Changes || Volatile.Read(ref _all) != mark.All;

    public void Change(string key) => Interlocked.Increment(ref _changes[StripeOf(key)]);

    public void ChangeAll() => Interlocked.Increment(ref _all);

    private static int StripeOf(string key) => key.GetHashCode(StringComparison.Ordinal) & (Count - 1);
}
