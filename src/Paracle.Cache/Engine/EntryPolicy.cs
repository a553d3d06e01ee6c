namespace Paracle.Cache.Internal;

/// <summary>A policy with every question answered.</summary>
internal sealed record EntryPolicy(
    TimeSpan Lifetime,
    TimeSpan LocalLifetime,
    double Jitter,
    double? EagerRefresh,
    TimeSpan? NegativeLifetime,
    TimeSpan FailSafe,
    TimeSpan FailureHold,
    TimeSpan LoadDeadline,
    bool ShareInstances);
