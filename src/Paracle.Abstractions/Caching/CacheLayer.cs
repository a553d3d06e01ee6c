namespace Paracle;

/// <summary>Where a cached value was found.</summary>
public enum CacheLayer
{
    /// <summary>Nowhere: it is not cached.</summary>
    None,

    /// <summary>In this host's memory.</summary>
    Memory,

    /// <summary>In the layer that all hosts share.</summary>
    Shared,
}
