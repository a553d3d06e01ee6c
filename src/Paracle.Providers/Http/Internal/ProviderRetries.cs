using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Paracle.Providers.Http.Internal;

/// <summary>
/// The one layer that sends a request again, and only what cannot be billed twice: what was refused with a status, and what
/// never left. A request that was sent and got no status is an error at once.
/// </summary>
internal static class ProviderRetries
{
    /// <summary>The moment, on the clock of <see cref="TimeProvider.GetTimestamp"/>, at which the call began.</summary>
    public static readonly HttpRequestOptionsKey<long> BeganAt = new("paracle.began");

    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    public static void Build(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, ProviderHttpOptions options, TimeProvider time)
    {
        pipeline.TimeProvider = time;
        pipeline.AddTimeout(new TimeoutStrategyOptions { Timeout = options.TotalTimeout });
        if (options.MaxAttempts > 1)
        {
            pipeline.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.MaxAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.RetryDelay,
                MaxDelay = MaxDelay,
                ShouldHandle = arguments => ValueTask.FromResult(MayResend(arguments, options, time)),
                DelayGenerator = arguments => ValueTask.FromResult(RetryAfter.Of(arguments.Outcome.Result, time)),
            });
        }

        // Within the retries, so that an open circuit ends them, and around one attempt, whose time-out is a failure too.
        if (options.BreakerEnabled)
        {
            ProviderBreaker.Build(pipeline, options);
        }

        pipeline.AddTimeout(new TimeoutStrategyOptions { Timeout = options.AttemptTimeout });
    }

    private static bool MayResend(RetryPredicateArguments<HttpResponseMessage> arguments, ProviderHttpOptions options, TimeProvider time) =>
        arguments.Outcome switch
        {
            { Result: { } response } => IsTransient(response.StatusCode) && IsWorthTheWait(RetryAfter.Of(response, time), arguments.Context, options, time),

            // Our own refusal to connect: it will be the same the next time.
            { Exception: HttpRequestException { InnerException: ProviderException } } => false,
            { Exception: { } exception } => NeverLeft(exception, arguments.Context.CancellationToken),
            _ => false,
        };

    private static bool IsTransient(HttpStatusCode status) => (int)status is 429 or 500 or 502 or 503 or 504 or 529;

    public static bool NeverLeft(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        HttpRequestException failure => failure.HttpRequestError
            is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,

        // How SocketsHttpHandler says that its ConnectTimeout is over; the limit of an attempt is a TimeoutRejectedException.
        OperationCanceledException { InnerException: TimeoutException } => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    private static bool IsWorthTheWait(TimeSpan? retryAfter, ResilienceContext context, ProviderHttpOptions options, TimeProvider time) =>
        (retryAfter ?? TimeSpan.Zero) is var wait && wait <= options.MaxRetryAfter && wait < Remaining(context, options, time);

    private static TimeSpan Remaining(ResilienceContext context, ProviderHttpOptions options, TimeProvider time)
    {
        var request = context.GetRequestMessage()?.Options;
        var left = request?.TryGetValue(BeganAt, out var began) == true ? options.TotalTimeout - time.GetElapsedTime(began) : options.TotalTimeout;
        return request?.TryGetValue(CallDeadlineHandler.Key, out var deadline) == true && deadline - time.GetUtcNow() is var patience && patience < left ? patience : left;
    }
}
