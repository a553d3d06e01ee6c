namespace Paracle;

/// <summary>A token bucket in whole numbers: nothing is lost or won by rounding, however often it is asked.</summary>
/// <remarks>It keeps what it lacks, in permits times window ticks, of which it wins back <c>Permits</c> in each tick.</remarks>
internal sealed class TokenBucket : IExpiring
{
    private RateLimitRule _rule;
    private Int128 _lacking;
    private long _at;

    public TokenBucket(RateLimitRule rule, long now) => (_rule, _at) = (rule, now);

    /// <summary>When it is full again.</summary>
    public long ExpiresAt => _at + TicksFor(_lacking);

    private Int128 Size => (Int128)_rule.Permits * _rule.Window.Ticks;

    public RateLimitDecision TryTake(RateLimitRule rule, long permits, long now)
    {
        Refill(rule, now);
        var after = _lacking + ((Int128)permits * _rule.Window.Ticks);
        var isAllowed = after <= Size;
        if (isAllowed)
        {
            _lacking = after;
        }

        var remaining = _lacking >= Size ? 0 : (long)((Size - _lacking) / _rule.Window.Ticks);
        return new RateLimitDecision(isAllowed, remaining, isAllowed ? TimeSpan.Zero : TimeSpan.FromTicks(TicksFor(after - Size)));
    }

    public void GiveBack(RateLimitRule rule, long permits, long now)
    {
        Refill(rule, now);
        _lacking = Int128.Max(0, _lacking - ((Int128)permits * _rule.Window.Ticks));
    }

    private void Refill(RateLimitRule rule, long now)
    {
        var won = Int128.Max(0, now - _at) * _rule.Permits;
        _lacking = Int128.Max(0, _lacking - won);
        _at = Math.Max(_at, now);
        if (rule != _rule)
        {
            // A changed rule keeps the permits that are lacking, so that a change of settings is no refill.
            _lacking = _lacking * rule.Window.Ticks / _rule.Window.Ticks;
            _rule = rule;
        }
    }

    private long TicksFor(Int128 lacking) => (long)Int128.Min((lacking + _rule.Permits - 1) / _rule.Permits, TimeSpan.TicksPerDay * 36_500);
}
