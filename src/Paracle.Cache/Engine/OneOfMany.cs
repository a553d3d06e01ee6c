using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>One key of a call for many.</summary>
internal sealed record OneOfMany<T>(
    string Key,
    EntryPolicy Policy,
    HybridCacheEntryFlags Flags,
    string[] Tags,
    Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> Factory) : LoadCall<T>(Key, Policy, Flags, Tags)
{
    public override async ValueTask<T> MakeAsync(CacheFill<T> fill, CancellationToken cancellationToken)
    {
        var values = await Factory([Key], cancellationToken).ConfigureAwait(false);
        IsAbsent = !values.TryGetValue(Key, out var value);
        return value!;
    }
}
