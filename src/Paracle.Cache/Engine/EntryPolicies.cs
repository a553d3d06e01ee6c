using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>Answers what a call leaves open: by its policy, the host's policy of the same name, the cache's default policy and its options, in this order from
/// the weakest: what the host says by name wins, what a call says comes before the defaults.</summary>
internal sealed class EntryPolicies
{
    private readonly ConditionalWeakTable<CachePolicy, EntryPolicy> _known = [];
    private readonly IDictionary<string, CachePolicy> _hosts;

    public EntryPolicies(CacheOptions options, HybridCacheOptions hybrid)
    {
        _hosts = options.Policies;
        var lifetime = hybrid.DefaultEntryOptions?.Expiration ?? options.DefaultLifetime;
        var local = hybrid.DefaultEntryOptions?.LocalCacheExpiration ?? options.DefaultLocalLifetime;
        var basis = new EntryPolicy(
            lifetime, local, Jitter: 0, EagerRefresh: null, NegativeLifetime: null, FailSafe: TimeSpan.Zero,
            FailureHold: TimeSpan.FromMilliseconds(100), LoadDeadline: TimeSpan.FromSeconds(30), ShareInstances: false);
        Default = options.DefaultPolicy is { } policy ? Overlay(basis, policy) : basis;
    }

    /// <summary>What holds where a call says nothing.</summary>
    public EntryPolicy Default { get; }

    /// <summary>What a policy says, or the default.</summary>
    /// <exception cref="InvalidInputException">The policy has a number out of its range.</exception>
    public EntryPolicy Of(CachePolicy? policy) => policy is null ? Default : _known.GetValue(policy, Answer);

    /// <summary>What the options of a call say.</summary>
    /// <exception cref="InvalidInputException">A lifetime is not positive.</exception>
    public EntryPolicy Of(HybridCacheEntryOptions? options)
    {
        if (options is null or { Expiration: null, LocalCacheExpiration: null })
        {
            return Default;
        }

        var lifetime = options.Expiration is { } given ? InputRules.RequirePositive(given, "HybridCacheEntryOptions.Expiration") : Default.Lifetime;
        var local = options.LocalCacheExpiration is { } localGiven
            ? InputRules.RequirePositive(localGiven, "HybridCacheEntryOptions.LocalCacheExpiration")
            : Default.LocalLifetime;
        return Default with { Lifetime = lifetime, LocalLifetime = local };
    }

    private static EntryPolicy Overlay(EntryPolicy basis, CachePolicy policy)
    {
        policy.Validate();
        return new EntryPolicy(
            policy.Lifetime ?? basis.Lifetime,
            policy.LocalLifetime ?? basis.LocalLifetime,
            policy.Jitter ?? basis.Jitter,
            policy.EagerRefresh ?? basis.EagerRefresh,
            policy.NegativeLifetime ?? basis.NegativeLifetime,
            policy.FailSafe ?? basis.FailSafe,
            policy.FailureHold ?? basis.FailureHold,
            policy.LoadDeadline ?? basis.LoadDeadline,
            policy.ShareInstances ?? basis.ShareInstances);
    }

    private EntryPolicy Answer(CachePolicy policy) => Overlay(Default, _hosts.TryGetValue(policy.Name, out var host) ? policy.Overlaid(host) : policy);
}
