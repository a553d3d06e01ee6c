using Polly;
using Polly.CircuitBreaker;

namespace Paracle.Providers.Http.Internal;

/// <summary>Leaves a provider alone that fails too often: who asks meanwhile is told at once, and may ask another.</summary>
internal static class ProviderBreaker
{
    public static void Build(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, ProviderHttpOptions options) =>
        pipeline.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            FailureRatio = options.BreakerFailureRatio,
            MinimumThroughput = options.BreakerMinimumAttempts,
            SamplingDuration = options.BreakerWindow,
            BreakDuration = options.BreakerPause,
            ShouldHandle = static arguments => ValueTask.FromResult(IsFailure(arguments)),
        });

    // 429 says that the provider is well and we are too many; a caller who leaves says nothing about it.
    private static bool IsFailure(CircuitBreakerPredicateArguments<HttpResponseMessage> arguments) => arguments.Outcome switch
    {
        { Result: { } response } => (int)response.StatusCode is 500 or 502 or 503 or 504 or 529,

        // An address that we refused: that is no failing of the provider, and the reason is worth more than that it is left alone.
        { Exception: HttpRequestException { InnerException: ProviderException } } => false,
        { Exception: { } } => !arguments.Context.CancellationToken.IsCancellationRequested,
        _ => false,
    };
}
