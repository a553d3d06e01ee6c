namespace Paracle.Cache.Internal;

/// <summary>Waits for a factory, keeps its leases alive meanwhile, and gives up at the deadline.</summary>
internal static class Patience
{
    /// <summary>Waits; false when the deadline came first. The work's own error goes to the caller.</summary>
    public static async Task<bool> WaitAsync(Task work, TimeSpan deadline, TimeSpan every, Func<Task>? renew, MonotonicClock clock)
    {
        var begun = clock.Now;
        while (true)
        {
            var left = deadline - clock.Between(begun, clock.Now);
            if (left <= TimeSpan.Zero)
            {
                work.ObserveError();
                return false;
            }

            try
            {
                await work.WaitAsync(renew is not null && every < left ? every : WholeMilliseconds(left), clock.TimeProvider).ConfigureAwait(false);
                return true;
            }
            catch (TimeoutException) when (!work.IsCompleted)
            {
                if (renew is not null)
                {
                    await renew().ConfigureAwait(false);
                }
            }
        }
    }

    // A timer drops what is less than a millisecond, and would be over at once again and again.
    private static TimeSpan WholeMilliseconds(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds));
}
