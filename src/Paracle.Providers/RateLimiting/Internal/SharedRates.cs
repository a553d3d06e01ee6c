
namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>
/// The store that all hosts share. When it fails or does not answer in time, this host counts for itself, with the whole limit, and
/// leaves the store alone for a while: a limit must neither stop the calls nor slow each of them by a time-out.
/// </summary>
internal sealed class SharedRates(IRateLimitStore store, TimeProvider time, RateLimitTelemetry telemetry)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly InMemoryRateLimitStore _own = new(time);

    // The timestamp before which the store is not asked; written by whoever sees it fail.
    private long _askAgainAt = long.MinValue;

    /// <summary>Tries to take permits. Nobody can end it early: what a store gives to one who has left would be lost to all.</summary>
    public ValueTask<RateLimitDecision> TryAcquireAsync(string key, RateLimitRule rule, long permits, TimeSpan timeout) => AskAsync(
        static (store, call) => store.TryAcquireAsync(call.key, call.rule, call.permits, CancellationToken.None).AsTask(), (key, rule, permits), timeout);

    public async ValueTask AdjustAsync(string key, RateLimitRule rule, long permits, TimeSpan timeout) => await AskAsync(
        static async (store, call) =>
        {
            await store.AdjustAsync(call.key, call.rule, call.permits, CancellationToken.None).ConfigureAwait(false);
            return true;
        },
        (key, rule, permits),
        timeout).ConfigureAwait(false);

    private async ValueTask<T> AskAsync<TState, T>(Func<IRateLimitStore, TState, Task<T>> ask, TState state, TimeSpan timeout)
    {
        if (time.GetTimestamp() >= Volatile.Read(ref _askAgainAt))
        {
            try
            {
                var answer = ask(store, state);
                return await (answer.IsCompleted ? answer : InTimeAsync(answer, timeout)).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // a host's own store may raise anything
            catch (Exception exception) when (exception is not InvalidInputException)
#pragma warning restore CA1031
            {
                Volatile.Write(ref _askAgainAt, time.GetTimestamp() + (long)(Pause.TotalSeconds * time.TimestampFrequency));
                telemetry.StoreFailed(exception);
            }
        }

        return await ask(_own, state).ConfigureAwait(false);
    }

    private async Task<T> InTimeAsync<T>(Task<T> answer, TimeSpan timeout)
    {
        // An error that comes after the time-out is nobody's, and must not surface as unobserved.
        _ = answer.ContinueWith(
            static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return await answer.WaitAsync(timeout, time, CancellationToken.None).ConfigureAwait(false);
    }
}
