using Microsoft.Extensions.Time.Testing;
using Paracle.Cache.Redis.Internal;

namespace Paracle.Cache.Tests.Redis;

public sealed class SharedDeadlineTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(80);

    private readonly FakeTimeProvider _time = new();
    private readonly SharedDeadline _deadline;

    public SharedDeadlineTests() => _deadline = new SharedDeadline(Budget, _time);

    [Fact]
    public void At_WithinAnEighthOfTheBudget_IsOneForAll()
    {
        var first = Now();
        _time.Advance(Budget / 8 - TimeSpan.FromMilliseconds(1));

        Now().ShouldBe(first);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Now().ShouldNotBe(first);
    }

    [Fact]
    public void At_Latest_GetsTheWholeBudget()
    {
        var first = Now();
        _time.Advance(Budget / 8 - TimeSpan.FromMilliseconds(1));
        Now().ShouldBe(first);

        _time.Advance(Budget);
        first.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        first.IsCancellationRequested.ShouldBeTrue();
    }

    private CancellationToken Now() => _deadline.At(_time.GetTimestamp());
}
