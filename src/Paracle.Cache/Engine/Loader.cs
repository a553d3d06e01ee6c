using System.Runtime.CompilerServices;

namespace Paracle.Cache.Internal;

/// <summary>Loads a key for all who wait for it: from the second layer, else from the factory of one of them, in the whole cluster.</summary>
internal sealed class Loader(FirstLayer first, SecondLayer? second, Filler? filler, Factories factories, EntryMaker maker, Versions versions)
{
    /// <summary>Flies, lands for all who wait, and gives the same to the caller.</summary>
    /// <param name="flight">The flight.</param>
    /// <param name="call">The call of its first caller.</param>
    /// <param name="renewed">The entry that is to be renewed early, or null.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Landing<T>> FlyAsync<T>(Flight<T> flight, LoadCall<T> call, CacheEntry<T>? renewed)
    {
        try
        {
            var landing = await LoadAsync(flight, call, renewed).ConfigureAwait(false);
            first.Flights.Forget(flight);
            flight.Land(landing);
            return landing;
        }
        catch (Exception exception)
        {
            first.Flights.Forget(flight);
            flight.Crash(exception);
            throw;
        }
    }

    /// <summary>Flies for those who joined alone.</summary>
    public async Task FlyApartAsync<T>(Flight<T> flight, LoadCall<T> call, CacheEntry<T>? renewed)
    {
        try
        {
            await FlyAsync(flight, call, renewed).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // They have it.
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Landing<T>> LoadAsync<T>(Flight<T> flight, LoadCall<T> call, CacheEntry<T>? renewed)
    {
        var generation = second?.Redis.Link.Generation ?? 0;
        var load = new Load<T>(flight, call, first.Note(call.Key), generation, flight.TagClock, versions) { IsRenewal = renewed is not null };

        // The flight before may have landed between this caller's look at memory and its own flight.
        if (renewed is null && call.ReadsMemory && first.TryGetGood<T>(call.Key, generation, out var good))
        {
            return new Landing<T>(good, CacheLayer.Memory);
        }

        load.Previous = renewed ?? (load.Known is { IsDoubtful: false } known && known.HasLiveTags() ? known : null);
        if (second is not null && second.IsUsableFor(call.Key))
        {
            if (!call.ReadsShared)
            {
                load.Seen = SeenVersion.Any;
            }
            else if (renewed is not null)
            {
                load.Seen = renewed.Version == 0 ? default : new SeenVersion(false, renewed.Version);
            }
            else if (!IsWorthReading(call))
            {
                load.SkipsRead = true;
            }
            else if (filler!.Take(load, await second.ReadAsync(call, load.Known, generation).ConfigureAwait(false)) is { } found)
            {
                return found;
            }
        }
        else if (second is not null && call.ReadsMemory && load.Previous is { } suspect && suspect.IsServable(maker.Clock.Now))
        {
            // Redis is away: what memory has is as good as it gets.
            return new Landing<T>(suspect, CacheLayer.Memory);
        }

        if (!call.MayMake)
        {
            return default;
        }

        try
        {
            first.Failures.ThrowHeld(call.Key);
        }
        catch (Exception exception) when (factories.StandIn(load, exception) is { } landing)
        {
            return landing;
        }

        return second is not null && call.WritesShared && !load.IsSharedAway && second.IsUsableFor(call.Key)
            ? await filler!.FillAsync(load).ConfigureAwait(false)
            : await factories.MakeAsync(load, second is null || !call.WritesShared).ConfigureAwait(false);
    }

    // Where most reads find nothing, the right to fill is asked for at once: the answer to that has the value if there is one.
    private bool IsWorthReading(EntryCall call) => !call.MayMake || !call.WritesShared || first.Failures.Knows(call.Key) || !second!.ExpectsMisses;
}
