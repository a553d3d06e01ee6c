using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>
/// The limits of one model of one provider. A call that finds room goes at once; one that does not waits in line, and only the first in line
/// asks for room, so that none is overtaken by a smaller one.
/// </summary>
internal sealed class RateLimitLane(
    string provider, string model, TokenRate rate, TokenRateLimitOptions options, SharedRates shared, RateLimitTelemetry telemetry, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(1);

    private readonly RateLimitRule? _requests = rate.RequestsPerMinute is { } requests ? new RateLimitRule(requests, Window) : null;
    private readonly RateLimitRule? _tokens = rate.TokensPerMinute is { } tokens ? new RateLimitRule(tokens, Window) : null;

    // The length keeps a provider's name outside of a catalog, which may hold anything, apart from the model's.
    private readonly string _requestsKey = $"llm:requests:{provider.Length}:{provider}:{model}";
    private readonly string _tokensKey = $"llm:tokens:{provider.Length}:{provider}:{model}";
    private readonly FairTurn _turn = new();
    private readonly HeardLimits _heard = new(time);

    // Written by the first in line: when it expects to go, and what wakes it sooner.
    private long _readyAt;
    private TaskCompletionSource? _wake;

    public TokenEstimator Estimator { get; } = new();

    public void Hear(ProviderLimits limits)
    {
        _heard.Hear(limits);
        Volatile.Read(ref _wake)?.TrySetResult();
    }

    /// <summary>Takes a request and its estimated tokens, at the latest by the deadline.</summary>
    /// <exception cref="LimitExceededException">There is no room until then, or too many wait.</exception>
    public async ValueTask AcquireAsync(RateClaim claim, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        try
        {
            var isFirst = _turn.IsFree;
            var wait = isFirst ? await TryTakeAsync(claim, cancellationToken).ConfigureAwait(false) : UntilReady();
            if (isFirst && wait == TimeSpan.Zero)
            {
                return;
            }

            var patience = Patience(deadline);
            if (wait > patience)
            {
                throw Refused($"would have to wait {wait} at the least, and may wait {patience}", wait);
            }

            await WaitAsync(claim, patience, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await GiveBackAsync(claim).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Puts the true number of tokens in place of the estimate.</summary>
    public async ValueTask SettleAsync(RateClaim claim, long spent)
    {
        if (_tokens is { } rule && claim.TokensTaken != spent)
        {
            var back = claim.TokensTaken - Math.Min(spent, 1_000_000_000);
            await shared.AdjustAsync(_tokensKey, rule, back, options.StoreTimeout).ConfigureAwait(false);
            if (back > 0)
            {
                Volatile.Read(ref _wake)?.TrySetResult();
            }
        }
    }

    /// <summary>For a call that was not sent.</summary>
    public async ValueTask GiveBackAsync(RateClaim claim)
    {
        if (_requests is { } rule && claim.HasRequest)
        {
            await shared.AdjustAsync(_requestsKey, rule, 1, options.StoreTimeout).ConfigureAwait(false);
        }

        await SettleAsync(claim, 0).ConfigureAwait(false);
        Volatile.Read(ref _wake)?.TrySetResult();
    }

    private async Task WaitAsync(RateClaim claim, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        telemetry.Waiting();
        try
        {
            if (!await _turn.TryWaitAsync(options.MaxWaiting, either.Token).ConfigureAwait(false))
            {
                throw Refused($"found {options.MaxWaiting} waiting, the most that TokenRateLimitOptions.MaxWaiting allows", UntilReady());
            }

            try
            {
                await WaitFirstInLineAsync(claim, () => patience - time.GetElapsedTime(began), either.Token).ConfigureAwait(false);
            }
            finally
            {
                Volatile.Write(ref _readyAt, 0);
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refused($"had no turn in {patience}, the longest it waits", UntilReady());
        }
        finally
        {
            telemetry.Waited(time.GetElapsedTime(began));
        }
    }

    private async Task WaitFirstInLineAsync(RateClaim claim, Func<TimeSpan> left, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Before it asks: what is given back in between wakes it too.
            var wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _wake, wake);
            var wait = await TryTakeAsync(claim, cancellationToken).ConfigureAwait(false);
            if (wait == TimeSpan.Zero)
            {
                return;
            }

            if (wait > left())
            {
                throw Refused($"would have to wait {wait}, longer than it may", wait);
            }

            Volatile.Write(ref _readyAt, time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency));
            try
            {
                await wake.Task.WaitAsync(wait > LeastPause ? wait : LeastPause, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // It is time to ask again.
            }
        }
    }

    /// <returns>Zero when all was taken, else how long to wait; what was taken so far stays with the claim.</returns>
    private async ValueTask<TimeSpan> TryTakeAsync(RateClaim claim, CancellationToken cancellationToken)
    {
        if (_heard.WaitFor(claim.Tokens) is var wait && wait > TimeSpan.Zero)
        {
            return wait;
        }

        if (_requests is { } requests && !claim.HasRequest)
        {
            var decision = await shared.TryAcquireAsync(_requestsKey, requests, 1, options.StoreTimeout).ConfigureAwait(false);
            if (!decision.IsAllowed)
            {
                return AtLeast(decision.RetryAfter);
            }

            claim.HasRequest = true;
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (_tokens is { } tokens && claim.TokensTaken == 0)
        {
            var wanted = Math.Min(claim.Tokens, tokens.Permits);
            var decision = await shared.TryAcquireAsync(_tokensKey, tokens, wanted, options.StoreTimeout).ConfigureAwait(false);
            if (!decision.IsAllowed)
            {
                return AtLeast(decision.RetryAfter);
            }

            claim.TokensTaken = wanted;
            cancellationToken.ThrowIfCancellationRequested();
        }

        _heard.Take(claim.Tokens);
        return TimeSpan.Zero;
    }

    private static TimeSpan AtLeast(TimeSpan wait) => wait > LeastPause ? wait : LeastPause;

    private TimeSpan Patience(DateTimeOffset? deadline)
    {
        var left = deadline is { } end ? end - time.GetUtcNow() : options.MaxWait;
        return left >= options.MaxWait ? options.MaxWait : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private TimeSpan UntilReady()
    {
        var readyAt = Volatile.Read(ref _readyAt);
        return readyAt == 0 ? TimeSpan.Zero : time.GetElapsedTime(time.GetTimestamp(), readyAt) is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private LimitExceededException Refused(string why, TimeSpan retryAfter)
    {
        telemetry.Refused();
        return new LimitExceededException(
            ErrorCodes.RateLimited,
            $"A call to model '{model}' of provider '{provider}' {why}. Ask again later, give it a later deadline, or raise MaxWait, RequestsPerMinute or TokensPerMinute of TokenRateLimitOptions if the provider allows it.")
        {
            RetryAfter = retryAfter > TimeSpan.Zero ? retryAfter : null,
        };
    }
}
