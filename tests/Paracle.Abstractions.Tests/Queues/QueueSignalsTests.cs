namespace Paracle.Abstractions.Tests.Queues;

public sealed class QueueSignalsTests
{
    private readonly QueueSignals _signals = new();

    [Fact]
    public void Raise_QueueThatIsWaitedFor_WakesItsOwnWaitersOnce()
    {
        var (mine, shared, other) = (_signals.NextAsync("a"), _signals.NextAsync("a"), _signals.NextAsync("b"));
        _signals.Raise("a");
        (mine.IsCompleted, shared.IsCompleted, other.IsCompleted).ShouldBe((true, true, false));
        _signals.NextAsync("a").IsCompleted.ShouldBeFalse("what was raised before does not count");
    }

    [Fact]
    public void RaiseAll_Queues_WakesAll()
    {
        var waiting = new[] { _signals.NextAsync("a"), _signals.NextAsync("b") };
        _signals.RaiseAll();
        waiting.ShouldAllBe(next => next.IsCompleted);
    }
}
