namespace Paracle.Simulation.Internal;

/// <summary>
/// When each token of an answer is due, counted from the request's arrival: what a timer or a slow client takes too long
/// for one token is not added to the next.
/// </summary>
internal readonly struct Pace(TimeProvider time, long arrival, TimeSpan firstToken, TimeSpan token)
{
    private static readonly TimeSpan TimerStep = TimeSpan.FromMilliseconds(1);

    public Task UntilAsync(int tokens, CancellationToken cancellationToken)
    {
        TimeSpan due = firstToken + (token * tokens);
        return due == TimeSpan.Zero ? Task.CompletedTask : WaitAsync(time, arrival, due, cancellationToken);
    }

    private static async Task WaitAsync(TimeProvider time, long arrival, TimeSpan due, CancellationToken cancellationToken)
    {
        while (due - time.GetElapsedTime(arrival) is var left && left > TimeSpan.Zero)
        {
            TimeSpan wait = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
            Task delay = Task.Delay(wait, time, cancellationToken);

            // a test's clock may have been set forward before the timer was on it, and would then never reach the timer
            if (wait - (due - time.GetElapsedTime(arrival)) < TimerStep)
            {
                await delay;
            }
        }
    }
}
