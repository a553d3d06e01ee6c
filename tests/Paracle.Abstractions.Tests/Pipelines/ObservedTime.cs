using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Pipelines;

/// <summary>A clock that tells when somebody has begun to wait on it, so that a test moves it only then.</summary>
internal sealed class ObservedTime : FakeTimeProvider
{
    private readonly Channel<ITimer> _timers = Channel.CreateUnbounded<ITimer>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(timer);
        return timer;
    }

    /// <summary>Waits until one more timer stands than have been waited for.</summary>
    public async Task TimerAsync() =>
        await _timers.Reader.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Waiting.Limit, CancellationToken.None);
}
