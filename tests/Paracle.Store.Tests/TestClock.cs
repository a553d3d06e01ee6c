namespace Paracle.Store.Tests;

/// <summary>A clock that shows the time of the test at hand, so that the tests of a class can share a store.</summary>
internal sealed class TestClock : TimeProvider
{
    public TimeProvider Shown { get; set; } = System;

    public override long TimestampFrequency => Shown.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => Shown.GetUtcNow();

    public override long GetTimestamp() => Shown.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Shown.CreateTimer(callback, state, dueTime, period);
}
