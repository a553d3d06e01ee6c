namespace Paracle.Store;

/// <summary>The time as the store keeps it: whole milliseconds, so that what a call returns is what is read later.</summary>
internal static class StoreTime
{
    public static DateTimeOffset GetStoreTime(this TimeProvider timeProvider) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeProvider.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>The time after a duration, counted from now.</summary>
    public static DateTimeOffset GetStoreTime(this TimeProvider timeProvider, TimeSpan after) =>
        DateTimeOffset.FromUnixTimeMilliseconds((timeProvider.GetUtcNow() + after).ToUnixTimeMilliseconds());
}
