namespace Paracle.Providers.Fallback.Internal;

/// <summary>Why a call moves on to the next provider, as telemetry says it.</summary>
internal static class FallbackReason
{
    /// <summary>It was sent and gave no status: the provider may bill it.</summary>
    public const string NoStatus = "no_status";

    private const int TooManyRequests = 429;

    /// <returns>The reason, or null when the error is the caller's to see: nothing another provider would do better, or something that may have been
    /// billed already.</returns>
    public static string? Of(Exception exception, bool movesOnWithoutStatus) => exception switch
    {
        ProviderException { Failure: ProviderFailure.NotSent } => "not_sent",
        ProviderException { Failure: ProviderFailure.CircuitOpen } => "circuit_open",
        ProviderException { Failure: ProviderFailure.Refused, Status: TooManyRequests } => "rate_limited",
        ProviderException { Failure: ProviderFailure.Refused, Status: >= 500 } => "server_error",
        ProviderException { Failure: ProviderFailure.NoStatus or ProviderFailure.BrokenOff or ProviderFailure.Unknown } when movesOnWithoutStatus => NoStatus,

        // The host's own limit for that provider: nothing was sent.
        LimitExceededException { Code: ErrorCodes.RateLimited } => "rate_limited",
        _ => null,
    };
}
