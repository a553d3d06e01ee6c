using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Paracle.Cache.Redis.Internal;

namespace Paracle.Cache.Internal;

/// <summary>Runs factories, and keeps what they make.</summary>
internal sealed class Factories(
    FirstLayer first, SecondLayer? second, EntryMaker maker, Commits commits, CacheTelemetry telemetry, string name, ILogger logger)
{
    /// <summary>How often a lease is renewed while a factory is at work.</summary>
    public TimeSpan RenewEvery => second is null ? Timeout.InfiniteTimeSpan : second.Redis.FillLease / 2;

    /// <summary>Runs the factory, and keeps what it makes.</summary>
    /// <param name="load">The load.</param>
    /// <param name="isAlone">Whether what Redis has of the key may stay, though this value does not go there.</param>
    /// <returns>The landing; only one with the lease can be overtaken.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Landing<T>> MakeAsync<T>(Load<T> load, bool isAlone)
    {
        var call = load.Call;
        var fill = new CacheFill<T>(call.UsesFill && load.Previous is { } previous ? maker.Describe(previous, CacheLayer.Memory) : default);
        var begun = telemetry.Begin();
        T value;
        try
        {
            var work = call.MakeAsync(fill, load.Flight.GivenUp);
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
                    Release(load);
                    return new Landing<T>(null, IsOverdue: true);
                }

                value = await made.ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            telemetry.FactoryEnded(name, begun, "error");
            var isGivenUp = load.Flight.GivenUp.IsCancellationRequested;
            Failed(load, exception, isGivenUp);
            if (!isGivenUp && StandIn(load, exception) is { } landing)
            {
                return landing;
            }

            throw;
        }

        telemetry.FactoryEnded(name, begun, "ok");
        return await KeepAsync(load, value, fill, isAlone).ConfigureAwait(false);
    }

    /// <summary>Keeps what was made, in both layers. It is stored before anybody sees it: nobody sees a value that an older one could follow.</summary>
    /// <exception cref="Exception">The value cannot be serialized, or what the factory said of it makes no sense: it has failed as much as one that throws.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Landing<T>> KeepAsync<T>(Load<T> load, T value, CacheFill<T> fill, bool isAlone)
    {
        var call = load.Call;
        if (call.IsAbsent)
        {
            Release(load);
            return new Landing<T>(null, IsAbsent: true);
        }

        MadeEntry<T> made;
        StoredEntry? stored;
        try
        {
            made = maker.Make(call, value, fill, load.Origin, load.IsLeased);
            stored = load.IsLeased && made.IsCacheable && fill.IsCacheable ? second!.Encode(call, made, call.Policy.FailSafe, StoredHeader.NoSourceVersion) : null;
        }
        catch (Exception exception)
        {
            Failed(load, exception, isGivenUp: false);
            if (StandIn(load, exception) is { } landing)
            {
                return landing;
            }

            throw;
        }

        first.Failures.Forget(call.Key);
        if (!made.IsCacheable || !fill.IsCacheable)
        {
            Release(load);
            if (!made.IsCacheable)
            {
                logger.ValueTooLarge(made.Entry.Size, name);
            }

            return new Landing<T>(made.Entry);
        }

        if (stored is { } entry)
        {
            switch (await second!.Redis.CommitAsync(call.Key, load.Token, entry, load.Seen).ConfigureAwait(false))
            {
                case var outcome and (WriteOutcome.Refused or WriteOutcome.Superseded):
                    // Who asked before a removal may get what was there before it, but nobody keeps it.
                    telemetry.FillRefused(name);
                    return new Landing<T>(made.Entry, IsOvertaken: outcome == WriteOutcome.Superseded);
                case WriteOutcome.Unknown:
                    commits.MustRemove(call.Key);
                    break;
                default:
                    break;
            }
        }
        else if (!isAlone)
        {
            commits.MustRemove(call.Key);
        }

        if (call.WritesMemory)
        {
            first.Keep(made.Entry, load.Mark, load.Generation);
        }

        return new Landing<T>(made.Entry);
    }

    /// <summary>Gives the right to fill back after a factory's error, and holds that here and for the other hosts, unless it only says that nobody waits any more.</summary>
    public void Failed<T>(Load<T> load, Exception error, bool isGivenUp)
    {
        var hold = isGivenUp ? TimeSpan.Zero : first.Failures.Hold(load.Call.Key, error, load.Call.Policy.FailureHold);
        Release(load, hold > TimeSpan.Zero ? error.GetType().ToString() : "", hold);
    }

    /// <summary>Gives the right to fill back.</summary>
    public void Release<T>(Load<T> load, string error = "", TimeSpan hold = default)
    {
        if (load.IsLeased)
        {
            commits.Track(second!.Redis.ReleaseAsync(load.Call.Key, load.Token, error, hold).AsTask());
        }
    }

    /// <summary>What was known before, where a failing factory may be stood in for.</summary>
    public Landing<T>? StandIn<T>(Load<T> load, Exception error)
    {
        if (load.Previous is not { } previous || load.Call.Policy.FailSafe <= TimeSpan.Zero || !previous.CanStandIn(maker.Clock.Now))
        {
            return null;
        }

        telemetry.StaleServed(name);
        logger.StaleServed(name, error.GetType().Name);
        return new Landing<T>(previous, CacheLayer.Memory);
    }
}
