using System.Runtime.CompilerServices;
using Paracle.Cache.Redis.Internal;

namespace Paracle.Cache.Internal;

/// <summary>Fills a key of the second layer once for the whole cluster: here, or by waiting for whoever does.</summary>
internal sealed class Filler(
    FirstLayer first, SecondLayer second, Factories factories, EntryMaker maker, Versions versions, CacheTelemetry telemetry, string name)
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LastPoll = TimeSpan.FromMilliseconds(250);

    // Fills of one call that others may overtake before it is answered with what it made, which nobody keeps.
    private const int MostOvertaken = 4;

    private readonly FillWaits _waits = new(maker.Clock.TimeProvider);

    /// <summary>How many keys somebody here waits for, or is about to.</summary>
    public int Waits => _waits.Count;

    /// <summary>A fill of a key ended somewhere.</summary>
    public void FillEnded(string key) => _waits.End(key);

    /// <summary>Gets the right to fill the key, or the value from whoever has it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Landing<T>> FillAsync<T>(Load<T> load)
    {
        var key = load.Call.Key;
        var begun = maker.Clock.Now;
        var (poll, end) = (FirstPoll, (Task?)null);
        var (overtaken, times) = (default(Landing<T>?), 0);
        try
        {
            while (true)
            {
                var opening = await second.Redis.OpenAsync(key, load.Token, load.Seen).ConfigureAwait(false);
                switch (opening.Kind)
                {
                    case OpeningKind.Leading:
                        load.IsLeased = true;
                        if (load.SkipsRead)
                        {
                            second.Missed();
                        }

                        var made = await factories.MakeAsync(load, isAlone: true).ConfigureAwait(false);
                        if (!made.IsOvertaken || ++times == MostOvertaken)
                        {
                            return made;
                        }

                        // What is there now counts.
                        overtaken = made;
                        load = Begin(load);
                        continue;
                    case OpeningKind.Present:
                        var shared = await second.DecodeAsync(load.Call, opening.Stored, load.Known, load.Generation).ConfigureAwait(false);
                        if (Take(load, shared) is { } landing)
                        {
                            return landing;
                        }

                        if (!load.IsSharedAway)
                        {
                            continue;
                        }

                        // It is there, but a part of it cannot be had. What comes up to now has an end, asking again would not.
                        goto default;
                    case OpeningKind.Failed:
                        var error = new UnavailableException(
                            $"The factory of a cached value failed on another host a moment ago ({opening.Error}). It is tried again in {opening.Left.TotalMilliseconds:0} ms.");
                        return overtaken ?? factories.StandIn(load, error) ?? throw error;
                    case OpeningKind.Held when load.IsRenewal && load.Previous!.IsServable(maker.Clock.Now):
                        return new Landing<T>(load.Previous, CacheLayer.Memory);
                    case OpeningKind.Held when maker.Clock.Between(begun, maker.Clock.Now) < load.Call.Policy.LoadDeadline:
                        if (end is not null)
                        {
                            telemetry.WaitedForNode(name);
                            await _waits.WaitAsync(end, poll < opening.Left ? poll : opening.Left, load.Flight.GivenUp).ConfigureAwait(false);
                            poll = poll * 2 < LastPoll ? poll * 2 : LastPoll;
                        }

                        // Asked once more after this: an end in between would be missed.
                        end = _waits.ExpectAsync(key);
                        continue;
                    default:
                        // Without the lease the value is this host's alone. If Redis did not answer, what it has must not come back later.
                        return await factories.MakeAsync(load, isAlone: opening.Kind == OpeningKind.Held).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            if (end is not null)
            {
                // Who leads is told of no end, and what was expected must not stay for ever.
                _waits.End(key);
            }
        }
    }

    private Load<T> Begin<T>(Load<T> before) =>
        new(before.Flight, before.Call, first.Note(before.Call.Key), second.Redis.Link.Generation, first.Tags.Clock, versions)
        {
            IsRenewal = before.IsRenewal,
            Previous = before.Previous,
            Seen = before.Seen,
        };

    /// <summary>Takes what the second layer holds, if it is of use, and notes what it holds if not.</summary>
    public Landing<T>? Take<T>(Load<T> load, in SharedValue<T> shared)
    {
        load.IsSharedAway = !shared.IsAnswered;
        load.Seen = shared.Seen;
        if (shared.Entry is null)
        {
            return null;
        }

        if (shared.IsStale)
        {
            load.Previous = shared.Entry;
            return null;
        }

        if (load.Call.WritesMemory)
        {
            first.Keep(shared.Entry, load.Mark, load.Generation);
        }

        return new Landing<T>(shared.Entry, CacheLayer.Shared);
    }
}
