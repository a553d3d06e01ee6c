namespace Paracle;

/// <summary>The leases of a cluster of one process, of named things or of queue lanes. Not safe for concurrent use: its owner locks.</summary>
/// <remarks>One counter gives all fencing tokens: it grows for each name, and names need not be remembered once their lease ended.</remarks>
internal sealed class LeaseTable<TKey>(MemoryBound? bound, TimeProvider timeProvider)
    where TKey : notnull
{
    private readonly ExpiringMap<TKey, Held> _held = new(bound);
    private long _lastToken;

    public (long Token, DateTimeOffset ExpiresAt)? TryAcquire(TKey key, string owner, TimeSpan duration)
    {
        var now = timeProvider.GetUtcNow();
        _held.RemoveLapsed(now.UtcTicks);
        if (Find(key, now) is not null)
        {
            return null;
        }

        // One that was renewed for less time has ended before the time it is looked at.
        _held.Remove(key);
        _held.Add(key, new Held(owner, _lastToken + 1, now + duration));
        return (++_lastToken, now + duration);
    }

    public bool IsFree(TKey key) => Find(key, timeProvider.GetUtcNow()) is null;

    public bool Holds(TKey key, string owner, long token) => Find(key, owner, token, timeProvider.GetUtcNow()) is not null;

    public DateTimeOffset? Renew(TKey key, string owner, long token, TimeSpan duration)
    {
        var now = timeProvider.GetUtcNow();
        if (Find(key, owner, token, now) is not { } held)
        {
            return null;
        }

        held.Until = now + duration;
        return held.Until;
    }

    public bool Release(TKey key, string owner, long token)
    {
        if (!Holds(key, owner, token))
        {
            return false;
        }

        _held.Remove(key);
        return true;
    }

    private Held? Find(TKey key, DateTimeOffset now) => _held.Find(key) is { } held && held.Until > now ? held : null;

    private Held? Find(TKey key, string owner, long token, DateTimeOffset now) =>
        Find(key, now) is { } held && held.Token == token && string.Equals(held.Owner, owner, StringComparison.Ordinal) ? held : null;

    private sealed class Held(string owner, long token, DateTimeOffset until) : IExpiring
    {
        public string Owner => owner;

        public long Token => token;

        public DateTimeOffset Until { get; set; } = until;

        public long ExpiresAt => Until.UtcTicks;
    }
}
