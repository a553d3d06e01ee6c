using System.Runtime.CompilerServices;

namespace Paracle.Cache.Redis.Internal;

/// <summary>The end of a time budget for all that begin within an eighth of it: a timer for each would cost as much as the rest of what a client does for a reply.
/// They get the budget at least, and an eighth more at most.</summary>
internal sealed class SharedDeadline(TimeSpan budget, TimeProvider timeProvider)
{
    private const int Part = 8;

    private readonly TimeSpan _slice = budget / Part;
    private Slice _current = new(0, default);

    /// <summary>Cancelled when the time of what begins now is over.</summary>
    /// <param name="now">The clock of <see cref="TimeProvider.GetTimestamp"/>.</param>
    public CancellationToken At(long now)
    {
        var current = Volatile.Read(ref _current);
        if (current.Token.CanBeCanceled && timeProvider.GetElapsedTime(current.BegunAt, now) < _slice)
        {
            return current.Token;
        }

        // Two at once make one each, and both are right. Not disposed: the timer that ends it is its last reference.
        var source = new CancellationTokenSource(budget + _slice, timeProvider);
        Volatile.Write(ref _current, new Slice(now, source.Token));
        return source.Token;
    }

    /// <summary>Goes on elsewhere. All whose time is over are told by one timer, one after another: who does more than that there keeps the others waiting.</summary>
    public static ConfiguredTaskAwaitable LeaveTimerAsync() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private sealed class Slice(long begunAt, CancellationToken token)
    {
        public long BegunAt => begunAt;

        public CancellationToken Token => token;
    }
}
