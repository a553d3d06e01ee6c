using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>The flights of one cache by key. A change of a key makes its flight forgotten: who comes later must not get what was read before.</summary>
internal sealed class Flights(int capacity, TagTable tags)
{
    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Joins the flight of a key, or makes one that the caller must start.</summary>
    /// <param name="key">The key.</param>
    /// <param name="flags">Only calls with the same flags share a flight.</param>
    /// <param name="flightTags">The tags of the caller's entry.</param>
    /// <param name="isNew">Whether the caller must start it.</param>
    public Flight<T> JoinOrMake<T>(string key, HybridCacheEntryFlags flags, string[] flightTags, out bool isNew)
    {
        while (true)
        {
            if (_flights.TryGetValue(key, out var found))
            {
                if (tags.Judge(found.Tags, found.TagClock) == TagVerdict.Removed)
                {
                    Forget(found);
                    continue;
                }

                if (found is not Flight<T> flight || flight.Flags != flags)
                {
                    break;
                }

                if (flight.TryJoin())
                {
                    isNew = false;
                    return flight;
                }

                // Given up, and about to leave the map.
                Forget(found);
                continue;
            }

            if (Count >= capacity)
            {
                break;
            }

            var made = new Flight<T>(key, flags, flightTags, tags.Clock);
            if (_flights.TryAdd(key, made))
            {
                Interlocked.Increment(ref _count);
                isNew = true;
                return made;
            }
        }

        isNew = true;
        return new Flight<T>(key, flags, flightTags, tags.Clock);
    }

    /// <summary>Makes a flight for a key that has none, without joining; null when it has one.</summary>
    public Flight<T>? TryMake<T>(string key, HybridCacheEntryFlags flags, string[] flightTags)
    {
        var made = new Flight<T>(key, flags, flightTags, tags.Clock);
        if (Count >= capacity || !_flights.TryAdd(key, made))
        {
            return null;
        }

        Interlocked.Increment(ref _count);
        return made;
    }

    public void Forget(string key)
    {
        if (_flights.TryRemove(key, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    public void Forget(Flight flight)
    {
        if (_flights.TryRemove(KeyValuePair.Create(flight.Key, flight)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    public void ForgetAll()
    {
        foreach (var key in _flights.Keys)
        {
            Forget(key);
        }
    }
}
