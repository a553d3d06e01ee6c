namespace Paracle;

/// <summary>The provider refused, failed, or broke its answer off. Wraps the vendor's error once, without its message bodies.</summary>
/// <param name="message">The provider, what was being done, and the remedy; never a prompt, an answer or a key.</param>
/// <param name="innerException">The vendor's error, or null.</param>
public sealed class ProviderException(string message, Exception? innerException = null)
    : ParacleException(ErrorCodes.Provider, message, innerException)
{
    /// <summary>The name of the provider in the catalog, or null when it is not known at this place.</summary>
    public string? Provider { get; init; }

    /// <summary>How far the call came. Default <see cref="ProviderFailure.Unknown"/>.</summary>
    public ProviderFailure Failure { get; init; }

    /// <summary>The HTTP status the provider answered with, or null when it gave none.</summary>
    public int? Status { get; init; }

    /// <summary>How long the provider asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
