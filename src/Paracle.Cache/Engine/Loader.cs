using Microsoft.Extensions.Logging;
using Paracle.Cache.Redis.Internal;

namespace Paracle.Cache.Internal;

/// <summary>Loads a key for all who wait for it: from the second layer, else from the factory of one of them, in the whole cluster.</summary>
internal sealed class Loader(
    FirstLayer first, SecondLayer? second, EntryMaker maker, Versions versions, Commits commits, CacheTelemetry telemetry, string name, ILogger logger)
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LastPoll = TimeSpan.FromMilliseconds(250);

    private readonly FillWaits _waits = new(maker.Clock.TimeProvider);

    /// <summary>How many keys somebody here waits for, or is about to.</summary>
    public int Waits => _waits.Count;

    /// <summary>A fill of a key ended somewhere.</summary>
    public void FillEnded(string key) => _waits.End(key);

    /// <summary>Flies, and lands for all who wait.</summary>
    /// <param name="flight">The flight.</param>
    /// <param name="call">The call of its first caller.</param>
    /// <param name="renewed">The entry that is to be renewed early, or null.</param>
    public async Task FlyAsync<T>(Flight<T> flight, LoadCall<T> call, CacheEntry<T>? renewed)
    {
        try
        {
            var landing = await LoadAsync(flight, call, renewed).ConfigureAwait(false);
            first.Flights.Forget(flight);
            flight.Land(landing);
        }
        catch (Exception exception)
        {
            first.Flights.Forget(flight);
            flight.Crash(exception);
        }
        finally
        {
            // Who leads is told of no end, and what was expected must not stay for ever.
            _waits.End(call.Key);
        }
    }

    private async Task<Landing<T>> LoadAsync<T>(Flight<T> flight, LoadCall<T> call, CacheEntry<T>? renewed)
    {
        var generation = second?.Redis.Link.Generation ?? 0;
        var load = new Load<T>(flight, call, first.Changes.Note(call.Key), generation, versions) { IsRenewal = renewed is not null };

        // The flight before may have landed between this caller's look at memory and its own flight.
        if (renewed is null && call.ReadsMemory && first.TryGetGood<T>(call.Key, generation, out var good))
        {
            return new Landing<T>(good, CacheLayer.Memory);
        }

        load.Previous = renewed ?? (first.Find<T>(call.Key) is { } known && known.HasLiveTags() ? known : null);
        if (second is not null && second.IsUsableFor(call.Key))
        {
            if (await FindSharedAsync(load).ConfigureAwait(false) is { } found)
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
        catch (Exception exception) when (StandIn(load, exception) is { } landing)
        {
            return landing;
        }

        return second is not null && call.WritesShared && !load.IsSharedAway && second.IsUsableFor(call.Key)
            ? await FillAsync(load).ConfigureAwait(false)
            : await MakeAsync(load, second is null || !call.WritesShared).ConfigureAwait(false);
    }

    private async ValueTask<Landing<T>?> FindSharedAsync<T>(Load<T> load)
    {
        if (!load.Call.ReadsShared || load.IsRenewal)
        {
            load.Seen = !load.Call.ReadsShared ? Load<T>.Anything : load.Previous is { Version: not 0 } previous ? BitConverter.GetBytes(previous.Version) : [];
            return null;
        }

        return Take(load, await second!.ReadAsync(load.Call, load.Previous).ConfigureAwait(false));
    }

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

        if (load.Call.WritesMemory && !ReferenceEquals(shared.Entry, load.Previous))
        {
            first.Keep(shared.Entry, load.Mark);
        }

        return new Landing<T>(shared.Entry, CacheLayer.Shared);
    }

    /// <summary>Gets the right to fill the key, or the value from whoever has it.</summary>
    private async Task<Landing<T>> FillAsync<T>(Load<T> load)
    {
        var begun = maker.Clock.Now;
        for (var poll = FirstPoll; ; poll = poll * 2 < LastPoll ? poll * 2 : LastPoll)
        {
            var end = _waits.ExpectAsync(load.Call.Key);
            var opening = await second!.Redis.OpenAsync(load.Call.Key, load.Token, load.Seen).ConfigureAwait(false);
            switch (opening.Kind)
            {
                case OpeningKind.Leading:
                    load.IsLeased = true;
                    return await MakeAsync(load, isAlone: true).ConfigureAwait(false);
                case OpeningKind.Present:
                    var generation = second.Redis.Link.Generation;
                    var shared = await second.DecodeAsync(load.Call, opening.Stored, load.Previous, generation).ConfigureAwait(false);
                    if (Take(load, shared) is { } landing)
                    {
                        return landing;
                    }

                    continue;
                case OpeningKind.Failed:
                    var error = new UnavailableException(
                        $"The factory of a cached value failed on another host a moment ago ({opening.Error}). It is tried again in {opening.Left.TotalMilliseconds:0} ms.");
                    return StandIn(load, error) ?? throw error;
                case OpeningKind.Held when load.IsRenewal:
                    return new Landing<T>(load.Previous, CacheLayer.Memory);
                case OpeningKind.Held when maker.Clock.Between(begun, maker.Clock.Now) < load.Call.Policy.LoadDeadline:
                    telemetry.WaitedForNode(name);
                    await _waits.WaitAsync(end, poll < opening.Left ? poll : opening.Left, load.Flight.GivenUp).ConfigureAwait(false);
                    continue;
                default:
                    // Without the lease the value is this host's alone. If Redis did not answer, what it has must not come back later.
                    return await MakeAsync(load, isAlone: opening.Kind == OpeningKind.Held).ConfigureAwait(false);
            }
        }
    }

    private async Task<Landing<T>> MakeAsync<T>(Load<T> load, bool isAlone)
    {
        var call = load.Call;
        var fill = new CacheFill<T>(call.UsesFill && load.Previous is { } previous ? maker.Describe(previous, CacheLayer.Memory) : default);
        var begun = telemetry.Begin();
        T value;
        try
        {
            var work = call.Factory(fill, load.Flight.GivenUp);
            if (work.IsCompleted)
            {
                value = await work.ConfigureAwait(false);
            }
            else
            {
                var made = work.AsTask();
                Func<Task>? renew = load.IsLeased ? () => second!.Redis.RenewAsync(call.Key, load.Token).AsTask() : null;
                if (!await Patience.WaitAsync(made, call.Policy.LoadDeadline, RenewEvery, renew, maker.Clock).ConfigureAwait(false))
                {
                    telemetry.FactoryEnded(name, begun, "overdue");
                    first.Flights.Forget(load.Flight);
                    load.Flight.GiveUp();
                    Release(load, error: null);
                    return new Landing<T>(null, IsOverdue: true);
                }

                value = await made.ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            telemetry.FactoryEnded(name, begun, "error");
            if (load.Flight.GivenUp.IsCancellationRequested)
            {
                Release(load, error: null);
                throw;
            }

            first.Failures.Hold(call.Key, exception, call.Policy.FailureHold);
            Release(load, exception);
            if (StandIn(load, exception) is { } landing)
            {
                return landing;
            }

            throw;
        }

        telemetry.FactoryEnded(name, begun, "ok");
        first.Failures.Forget(call.Key);
        return Keep(load, value, fill, isAlone);
    }

    public Landing<T> Keep<T>(Load<T> load, T value, CacheFill<T> fill, bool isAlone)
    {
        var call = load.Call;
        if (call.IsAbsent)
        {
            Release(load, error: null);
            return new Landing<T>(null, IsAbsent: true);
        }

        var made = maker.Make(call, value, fill, load.Origin, load.IsLeased);
        if (!made.IsCacheable || !fill.IsCacheable)
        {
            Release(load, error: null);
            if (!made.IsCacheable)
            {
                logger.ValueTooLarge(made.Entry.Size, name);
            }

            return new Landing<T>(made.Entry);
        }

        if (call.WritesMemory)
        {
            first.Keep(made.Entry, load.Mark);
        }

        if (load.IsLeased)
        {
            commits.Track(CommitAsync(load, made));
        }
        else if (!isAlone)
        {
            commits.MustRemove(call.Key);
        }

        return new Landing<T>(made.Entry);
    }

    private async Task CommitAsync<T>(Load<T> load, MadeEntry<T> made)
    {
        var stored = second!.Encode(load.Call, made, load.Call.Policy.FailSafe, StoredHeader.NoSourceVersion);
        switch (await second.Redis.CommitAsync(load.Call.Key, load.Token, stored).ConfigureAwait(false))
        {
            case WriteOutcome.Refused:
                // Somebody wrote meanwhile, or took the lease after it had ended.
                first.Drop(made.Entry);
                telemetry.FillRefused(name);
                break;
            case WriteOutcome.Unknown:
                commits.MustRemove(load.Call.Key);
                break;
            default:
                break;
        }
    }

    public void Release<T>(Load<T> load, Exception? error)
    {
        if (load.IsLeased)
        {
            var hold = load.Call.Policy.FailureHold;
            var kind = error is null || hold <= TimeSpan.Zero ? "" : error.GetType().ToString();
            commits.Track(second!.Redis.ReleaseAsync(load.Call.Key, load.Token, kind, hold).AsTask());
        }
    }

    private Landing<T>? StandIn<T>(Load<T> load, Exception error)
    {
        if (load.Previous is not { } previous || load.Call.Policy.FailSafe <= TimeSpan.Zero || !previous.CanStandIn(maker.Clock.Now))
        {
            return null;
        }

        telemetry.StaleServed(name);
        logger.StaleServed(name, error.GetType().Name);
        return new Landing<T>(previous, CacheLayer.Memory);
    }

    public TimeSpan RenewEvery => second is null ? Timeout.InfiniteTimeSpan : second.Redis.FillLease / 2;
}
