namespace Paracle;

/// <summary>How far a call came that a provider failed: what decides whether another provider may be asked.</summary>
public enum ProviderFailure
{
    /// <summary>Nobody can tell. It may have been sent, and billed.</summary>
    Unknown,

    /// <summary>It was not sent: there was no connection.</summary>
    NotSent,

    /// <summary>It was not sent: the provider failed too often of late and is left alone for a while.</summary>
    CircuitOpen,

    /// <summary>The provider received it and said no; <see cref="ProviderException.Status"/> says why.</summary>
    Refused,

    /// <summary>It was sent, and no status came back. The provider may be working on it, and bill it.</summary>
    NoStatus,

    /// <summary>The answer had begun and was broken off. The provider bills it.</summary>
    BrokenOff,
}
