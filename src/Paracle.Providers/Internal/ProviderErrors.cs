using System.Net;
using Paracle.Providers.Http.Internal;
using Polly.CircuitBreaker;

namespace Paracle.Providers.Internal;

/// <summary>
/// The words of each <see cref="ProviderException"/>. The cause is kept only where the framework raised it: a vendor's error may repeat
/// the prompt, the answer or the key.
/// </summary>
internal static class ProviderErrors
{
    public static ProviderException Refused(string provider, int status, string? code, TimeSpan? retryAfter) =>
        new($"Provider '{provider}' answered with status {status}{(code is null ? "" : $" ({code})")}. {Remedy(status, retryAfter)}")
        {
            Provider = provider,
            Failure = ProviderFailure.Refused,
            Status = status,
            RetryAfter = retryAfter,
        };

    public static ProviderException Unreachable(string provider, string detail, Exception cause) =>
        new($"Provider '{provider}' cannot be reached: {detail}. The request was not sent. Check its BaseUrl, the network and Http.ConnectTimeout.", cause)
        {
            Provider = provider,
            Failure = ProviderFailure.NotSent,
        };

    public static ProviderException NoKey(string provider, string how) =>
        new($"Provider '{provider}' was not called: Http.ApiKeyProvider {how}. The request was not sent. Check the secret store and the host's right to read it.")
        {
            Provider = provider,
            Failure = ProviderFailure.NotSent,
        };

    public static ProviderException HostRefused(string provider, Uri? url) =>
        new($"Provider '{provider}' was not called: its client asked for host '{url?.Host}', which is none of its hosts, or not over https. The request was not sent. If it should go there, add the host to Http.AllowedHosts.")
        {
            Provider = provider,
            Failure = ProviderFailure.NotSent,
        };

    public static ProviderException AddressRefused(string provider, string host, IPAddress[] addresses) =>
        new($"Provider '{provider}' was not called: host '{host}' has no address that may be connected to ({string.Join<IPAddress>(", ", addresses)}). "
            + "The request was not sent. If it is in a network of your own, set Http.AllowPrivateNetworks.")
        {
            Provider = provider,
            Failure = ProviderFailure.NotSent,
        };

    public static ProviderException CircuitOpen(string provider, TimeSpan? pause, BrokenCircuitException cause) =>
        new($"Provider '{provider}' is left alone because it failed too often of late. The request was not sent. Try again later, or set Http.BreakerPause and its like otherwise.", cause)
        {
            Provider = provider,
            Failure = ProviderFailure.CircuitOpen,
            RetryAfter = pause,
        };

    public static ProviderException ConnectionLost(string provider, HttpRequestException cause) =>
        new($"Provider '{provider}' gave no answer: the connection was lost ({cause.HttpRequestError}). It may have received the request, and bill it, so it was not sent again.", cause)
        {
            Provider = provider,
            Failure = ProviderFailure.NoStatus,
        };

    public static ProviderException NoAnswer(string provider, string limit, TimeSpan value, Exception cause) =>
        new($"Provider '{provider}' did not begin its answer within {value}. It may have received the request, and bill it. Stream the answer, or raise {limit}.", cause)
        {
            Provider = provider,
            Failure = ProviderFailure.NoStatus,
        };

    public static ProviderException BrokenOff(string provider, IOException cause) =>
        new($"Provider '{provider}' broke its answer off: the connection was lost. What came so far is incomplete.", cause)
        {
            Provider = provider,
            Failure = ProviderFailure.BrokenOff,
        };

    public static ProviderException Stalled(string provider, TimeSpan limit) =>
        new($"Provider '{provider}' broke its answer off: nothing came for {limit}. What came so far is incomplete. If it thinks that long, raise Http.IdleTimeout.")
        {
            Provider = provider,
            Failure = ProviderFailure.BrokenOff,
        };

    public static ProviderException OutOfTime(string provider, string failing, string limit, TimeSpan value, bool hasBegun) =>
        new($"Provider '{provider}' {failing} within {value}. {(hasBegun ? "What came so far is incomplete." : "It may bill what it has done.")} If it needs that long, raise {limit}.")
        {
            Provider = provider,
            Failure = hasBegun ? ProviderFailure.BrokenOff : ProviderFailure.NoStatus,
        };

    public static ProviderException TooLong(string provider, string what, string limit, long value) =>
        new($"Provider '{provider}' was cut off: {what} is longer than {value:N0} bytes. What came so far is incomplete. If it may be that long, raise {limit}.")
        {
            Provider = provider,
            Failure = ProviderFailure.BrokenOff,
        };

    public static ProviderException Unfinished(string provider) =>
        new($"Provider '{provider}' ended its stream without a finish reason. What came so far is incomplete.")
        {
            Provider = provider,
            Failure = ProviderFailure.BrokenOff,
        };

    /// <summary>For what a client raised on its own, of which nothing but the kind can be told.</summary>
    public static ProviderException Of(string provider, Exception cause) => cause switch
    {
        // What the transport itself said, within the connection that it refused.
        HttpRequestException { InnerException: ProviderException own } => own,
        HttpRequestException { StatusCode: { } status } => Refused(provider, (int)status, code: null, retryAfter: null),
        HttpRequestException failure when ProviderRetries.NeverLeft(failure, CancellationToken.None) =>
            Unreachable(provider, failure.HttpRequestError.ToString(), failure),
        BrokenCircuitException open => CircuitOpen(provider, pause: null, open),
        OperationCanceledException or TimeoutException => new($"Provider '{provider}' gave no answer in the time its client allows.")
        {
            Provider = provider,
            Failure = ProviderFailure.NoStatus,
        },
        _ => new($"Provider '{provider}' failed with {Kinds(cause)}. The error's text is left out: it may repeat the prompt, the answer or the key.") { Provider = provider },
    };

    private static string Kinds(Exception cause) =>
        cause.InnerException is { } inner ? $"{cause.GetType().Name} caused by {Kinds(inner)}" : cause.GetType().Name;

    private static string Remedy(int status, TimeSpan? retryAfter) => status switch
    {
        429 or 503 or 529 when retryAfter is { } wait => $"It asks to wait {wait}.",
        401 or 403 => "Check its ApiKey and what that may use.",
        404 => "Check its BaseUrl and Model.",
        408 or 429 or >= 500 => "Try again later, or ask for less at a time.",
        >= 300 and < 400 => "Redirects are not followed. Set BaseUrl to where it leads.",
        _ => "Check the model's name and whether it takes the messages, tools and options that were sent.",
    };
}
