namespace Paracle.Cache.Tests;

/// <summary>Redis as tests take it that are not about its time-outs: only what hangs gets there, whatever else the machine does.</summary>
internal static class PatientRedis
{
    /// <summary>Sets every time-out as long as it may be, or so long that a beat that got no answer does not hold the next up for longer than a test waits.</summary>
    public static void BePatient(this RedisOptions options)
    {
        options.ConnectTimeout = options.FillLease = TimeSpan.FromMinutes(1);
        options.CacheTimeBudget = options.CommandTimeout = TimeSpan.FromSeconds(10);
    }
}
