namespace Paracle.Cache.Internal;

/// <summary>What a load knows of the value that the second layer holds and that is of no use to it.</summary>
/// <param name="IsAny">Whether whatever is there is of no use.</param>
/// <param name="Version">The version of what is there; null when nothing is.</param>
internal readonly record struct SeenVersion(bool IsAny, long? Version)
{
    /// <summary>The second layer is not to be looked at.</summary>
    public static SeenVersion Any => new(true, null);
}
