using Paracle.Benchmarks.Load;

namespace Paracle.Benchmarks.Stores;

/// <summary>How long and how often each is measured.</summary>
internal sealed record StorePace(BenchmarkSession Session)
{
    /// <summary>How many callers there are at a time.</summary>
    public IReadOnlyList<int> CrowdsOn(Route route) => (Session.IsQuick, route) switch
    {
        (true, Route.Direct) => [1, 8, 64, 1_024],
        (true, _) => [64],
        _ => [1, 8, 64, 256, 1_024],
    };

    public int Rounds => Session.IsQuick ? 1 : 3;

    private TimeSpan Duration => TimeSpan.FromMilliseconds(Session.IsQuick ? 250 : 500);

    public ClosedLoop Loop(int callers, Func<TimeSpan>? serverTime = null) => new(callers, Duration, Session.TimeProvider, serverTime);
}
