using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle;

/// <summary>
/// How long the entries of one kind of key live, and what happens at the end of their life. What is left null comes from the host's settings.
/// </summary>
/// <param name="name">The policy's name. A host changes the policy of a package by giving one of the same name in its cache settings.</param>
/// <exception cref="InvalidInputException">The name is malformed.</exception>
public sealed class CachePolicy(string name)
{
    private HybridCacheEntryOptions? _entryOptions;

    /// <summary>The policy's name.</summary>
    public string Name { get; } = InputRules.RequireName(name, "cache policy name");

    /// <summary>How long an entry lives in the shared layer, and at most in memory.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>How long an entry lives in a host's memory.</summary>
    public TimeSpan? LocalLifetime { get; init; }

    /// <summary>How much of a life may be cut off by chance, so that entries made together do not end together: 0 to 0.5. Unless given, 0.</summary>
    public double? Jitter { get; init; }

    /// <summary>After how much of its life a read renews an entry in the background, while readers go on with the old value: over 0, under 1. Unless given, never.</summary>
    public double? EagerRefresh { get; init; }

    /// <summary>How long a null lives: the answer that there is nothing. Unless given, as long as a value.</summary>
    public TimeSpan? NegativeLifetime { get; init; }

    /// <summary>How long after the end of its life a value may still be served when its factory fails. Unless given, not at all.</summary>
    public TimeSpan? FailSafe { get; init; }

    /// <summary>How long the error of a factory answers the next callers too; it doubles with every further failure, up to 32 times. Zero holds none.
    /// Unless given, 100 ms.</summary>
    public TimeSpan? FailureHold { get; init; }

    /// <summary>How long a factory may run before others stop waiting for it and one of them runs its own. Unless given, 30 s.</summary>
    public TimeSpan? LoadDeadline { get; init; }

    /// <summary>Whether all callers of a host get the same instance. True declares that nobody changes it; unless given, only types that are known
    /// to be immutable are shared, and every other value is copied for every caller.</summary>
    public bool? ShareInstances { get; init; }

    /// <summary>The policy as far as any <see cref="HybridCache"/> understands it.</summary>
    public HybridCacheEntryOptions EntryOptions => _entryOptions ??= new HybridCacheEntryOptions { Expiration = Lifetime, LocalCacheExpiration = LocalLifetime };

    /// <summary>This policy with everything that another one sets.</summary>
    /// <param name="over">The one that wins.</param>
    /// <returns>Both in one.</returns>
    public CachePolicy Overlaid(CachePolicy over)
    {
        ArgumentNullException.ThrowIfNull(over);
        return new CachePolicy(Name)
        {
            Lifetime = over.Lifetime ?? Lifetime,
            LocalLifetime = over.LocalLifetime ?? LocalLifetime,
            Jitter = over.Jitter ?? Jitter,
            EagerRefresh = over.EagerRefresh ?? EagerRefresh,
            NegativeLifetime = over.NegativeLifetime ?? NegativeLifetime,
            FailSafe = over.FailSafe ?? FailSafe,
            FailureHold = over.FailureHold ?? FailureHold,
            LoadDeadline = over.LoadDeadline ?? LoadDeadline,
            ShareInstances = over.ShareInstances ?? ShareInstances,
        };
    }

    /// <summary>Checks every number.</summary>
    /// <exception cref="InvalidInputException">A duration is not positive or longer than 30 days, or a share is out of its range.</exception>
    public void Validate()
    {
        RequireLife(Lifetime, nameof(Lifetime));
        RequireLife(LocalLifetime, nameof(LocalLifetime));
        RequireLife(NegativeLifetime, nameof(NegativeLifetime));
        RequireLife(FailSafe, nameof(FailSafe));
        RequireLife(LoadDeadline, nameof(LoadDeadline));
        RequireShare(Jitter is not { } jitter || jitter is >= 0 and <= 0.5, nameof(Jitter), "0 to 0.5");
        RequireShare(EagerRefresh is not { } eager || eager is > 0 and < 1, nameof(EagerRefresh), "over 0 and under 1");
        RequireShare(FailureHold is not { } hold || (hold >= TimeSpan.Zero && hold <= TimeSpan.FromHours(1)), nameof(FailureHold), "zero to 1 hour");
    }

    private void RequireLife(TimeSpan? life, string setting) =>
        RequireShare(life is not { } given || (given > TimeSpan.Zero && given <= TimeSpan.FromDays(30)), setting, "over zero and at most 30 days");

    private void RequireShare(bool isMet, string setting, string range)
    {
        if (!isMet)
        {
            throw new InvalidInputException("cache policy", $"The cache policy '{Name}' has {setting} out of its range. Give {range}.");
        }
    }
}
