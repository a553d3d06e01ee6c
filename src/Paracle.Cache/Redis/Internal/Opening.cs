namespace Paracle.Cache.Redis.Internal;

/// <summary>What a node found when it asked for the right to fill a key.</summary>
internal enum OpeningKind
{
    /// <summary>Redis did not answer, or had no room: fill without a lease.</summary>
    Away,

    /// <summary>The right is this node's.</summary>
    Leading,

    /// <summary>Another node has it.</summary>
    Held,

    /// <summary>Another node's factory failed a moment ago.</summary>
    Failed,

    /// <summary>There is a value by now.</summary>
    Present,
}

/// <summary>The answer to a node that wants to fill a key.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Left">How long the lease, or the error, is held.</param>
/// <param name="Stored">The value that is present.</param>
/// <param name="Error">The error's kind.</param>
internal readonly record struct Opening(OpeningKind Kind, TimeSpan Left = default, byte[]? Stored = null, string? Error = null);
