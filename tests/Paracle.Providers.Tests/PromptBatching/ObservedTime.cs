using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>A clock that tells when somebody has begun to wait on it, so that a test moves it only then.</summary>
internal sealed class ObservedTime : FakeTimeProvider
{
    private readonly Channel<ITimer> _timers = Channel.CreateUnbounded<ITimer>();
    private int _count;

    /// <summary>Timers made so far.</summary>
    public int Timers => Volatile.Read(ref _count);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Increment(ref _count);
        _timers.Writer.TryWrite(timer);
        return timer;
    }

    public async Task TimerAsync() => await _timers.Reader.ReadAsync().AsTask().WaitAsync(BatchModel.Patience);
}
