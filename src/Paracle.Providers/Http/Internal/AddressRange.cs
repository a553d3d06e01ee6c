namespace Paracle.Providers.Http.Internal;

/// <summary>Where an address leads, as far as it decides whether a provider may be there (IANA's special-purpose registries, RFC 6890).</summary>
internal enum AddressRange
{
    /// <summary>The Internet.</summary>
    Public,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>A network of one's own: private, unique-local, or behind the NAT of a carrier.</summary>
    Private,

    /// <summary>No place for a provider: link-local, where clouds keep their metadata, unspecified, multicast or reserved.</summary>
    Special,
}
