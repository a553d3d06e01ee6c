using Microsoft.Extensions.Time.Testing;
using Paracle.Testing;

namespace Paracle.Runtime.Tests.Doubles;

/// <summary>Fake time that knows when somebody has begun to wait for it, so that a test need not guess.</summary>
internal sealed class WatchedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private int _timers;

    public int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Increment(ref _timers);
        return timer;
    }

    /// <summary>Passes a step of time for every new wait, until a task ends.</summary>
    public async Task PassUntilAsync(Task task, TimeSpan step)
    {
        var seen = 0;
        while (!task.IsCompleted)
        {
            await Waiting.UntilAsync(() => task.IsCompleted || Timers > seen);
            seen = Timers;
            Advance(step);
        }
    }
}
