using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>A call that has taken its share of the limits until its end, when the estimate makes way for the truth. Used by one caller at a time.</summary>
internal sealed class RatedCall(RateLimitLane lane, RateClaim claim, long promptSize, long promptTokens) : ITalliedCall
{
    private bool _isRefused;
    private bool _isUnsent;

    public AnswerTally Answer { get; } = new();

    public void Failed(Exception exception)
    {
        if (exception is ProviderException failure)
        {
            _isUnsent = failure.Failure is ProviderFailure.NotSent or ProviderFailure.CircuitOpen;
            _isRefused = failure.Failure is ProviderFailure.Refused;
            lane.Hear(new ProviderLimits(null, null, ProviderLimitHeaders.ReadRetryAfter(failure.Status, failure.RetryAfter)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isUnsent)
        {
            await lane.GiveBackAsync(claim).ConfigureAwait(false);
            return;
        }

        lane.Estimator.Learn(promptSize, Answer.InputTokens);
        await lane.SettleAsync(claim, _isRefused ? 0 : Answer.Usage(promptTokens, lane.Estimator).TotalTokens ?? claim.Tokens).ConfigureAwait(false);
    }
}
