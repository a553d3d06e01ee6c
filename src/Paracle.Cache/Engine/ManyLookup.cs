using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>Gets the values of many keys for a caller.</summary>
internal sealed class ManyLookup(FirstLayer first, Lookup lookup, ManyLoader loader, HitCounter memoryHits)
{
    public async ValueTask<IReadOnlyDictionary<string, T>> GetAsync<T>(
        IReadOnlyCollection<string> keys,
        Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory,
        EntryPolicy policy,
        HybridCacheEntryFlags flags,
        string[] tags,
        CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, T>(keys.Count, StringComparer.Ordinal);
        var missing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (first.Find<T>(key) is { } known && lookup.IsServable(known))
            {
                memoryHits.Add();
                values[key] = known.Read();
            }
            else
            {
                missing.Add(key);
            }
        }

        while (missing.Count > 0)
        {
            var (mine, joined) = Begin(missing, factory, policy, flags, tags);
            var flying = mine.Count > 0 ? loader.FlyAsync(mine, factory) : Task.CompletedTask;
            try
            {
                await flying.WaitAsync(cancellationToken).ConfigureAwait(false);

                // A flight of one's own that has no value has had the factory's word; one of another caller's leaves the question open.
                await CollectAsync(mine.Select(load => load.Flight), values, missing, isOwn: true, cancellationToken).ConfigureAwait(false);
                await CollectAsync(joined, values, missing, isOwn: false, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                foreach (var flight in mine.Select(load => load.Flight).Concat(joined))
                {
                    lookup.Leave(flight);
                }

                throw;
            }
        }

        return values;
    }

    private (List<Load<T>> Mine, List<Flight<T>> Joined) Begin<T>(
        HashSet<string> keys,
        Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory,
        EntryPolicy policy,
        HybridCacheEntryFlags flags,
        string[] tags)
    {
        var mine = new List<Load<T>>(keys.Count);
        var joined = new List<Flight<T>>();
        foreach (var key in keys)
        {
            var flight = first.Flights.JoinOrMake<T>(key, flags, tags, out var isNew);
            if (isNew)
            {
                mine.Add(loader.Begin(flight, new OneOfMany<T>(key, policy, flags, tags, factory)));
            }
            else
            {
                joined.Add(flight);
            }
        }

        return (mine, joined);
    }

    private async ValueTask CollectAsync<T>(
        IEnumerable<Flight<T>> flights, Dictionary<string, T> values, HashSet<string> missing, bool isOwn, CancellationToken cancellationToken)
    {
        foreach (var flight in flights)
        {
            var landing = await flight.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (landing.Entry is { } entry)
            {
                lookup.Count(landing.Layer);
                values[flight.Key] = entry.Read();
                missing.Remove(flight.Key);
            }
            else if (landing.IsOverdue && isOwn)
            {
                throw new UnavailableException("The factory of many cached values was still at work after CachePolicy.LoadDeadline. Raise it, or ask for fewer keys.");
            }
            else if (isOwn || !(landing.IsAbsent || landing.IsOverdue))
            {
                missing.Remove(flight.Key);
            }
        }
    }
}
