using Paracle.Cache.Redis.Internal;

namespace Paracle.Cache.Internal;

/// <summary>Loads many keys at once: one pass over memory, one read of the second layer, one call of the factory for what is missing.</summary>
internal sealed class ManyLoader(
    FirstLayer first, SecondLayer? second, Loader loader, Filler? filler, Factories factories, EntryMaker maker, Versions versions, CacheTelemetry telemetry, string name)
{
    /// <summary>Flies for the keys that nobody loads yet, until all have landed but those that somebody elsewhere fills. It does not fail: each flight has its own error.</summary>
    public async Task FlyAsync<T>(
        IReadOnlyList<Load<T>> loads, Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory)
    {
        try
        {
            var missing = await FindSharedAsync(loads).ConfigureAwait(false);
            var (mine, others) = await OpenAsync(missing).ConfigureAwait(false);
            if (mine.Count > 0)
            {
                others.AddRange(await MakeAsync(mine, factory).ConfigureAwait(false));
            }

            // What another node fills is waited for key by key, with the same factory in case that node fails; so is what was written meanwhile.
            foreach (var load in others)
            {
                _ = loader.FlyApartAsync(load.Flight, load.Call, renewed: null);
            }
        }
        catch (Exception exception)
        {
            foreach (var load in loads)
            {
                Crash(load, exception);
            }
        }
    }

    public Load<T> Begin<T>(Flight<T> flight, LoadCall<T> call) =>
        new(flight, call, first.Note(call.Key), second?.Redis.Link.Generation ?? 0, flight.TagClock, versions);

    private async Task<List<Load<T>>> FindSharedAsync<T>(IReadOnlyList<Load<T>> loads)
    {
        var asked = second is null ? [] : loads.Where(load => second.IsUsableFor(load.Call.Key)).ToList();
        if (asked.Count == 0)
        {
            return [.. loads];
        }

        var found = await second!.Redis.ReadManyAsync([.. asked.Select(load => load.Call.Key)]).ConfigureAwait(false);
        var missing = asked.Count == loads.Count ? [] : loads.Except(asked).ToList();
        for (var i = 0; i < asked.Count; i++)
        {
            var load = asked[i];
            var shared = found is null ? SharedValue<T>.Away
                : found[i] is { } stored ? await second.DecodeAsync(load.Call, stored, load.Known, load.Generation).ConfigureAwait(false)
                : second.Miss<T>();
            if (filler!.Take(load, shared) is { } landing)
            {
                Land(load, landing);
            }
            else
            {
                missing.Add(load);
            }
        }

        return missing;
    }

    private async Task<(List<Load<T>> Mine, List<Load<T>> Others)> OpenAsync<T>(List<Load<T>> missing)
    {
        var mine = new List<Load<T>>(missing.Count);
        var others = new List<Load<T>>();
        var openings = await Task.WhenAll(missing.Select(load => second is not null && !load.IsSharedAway && second.IsUsableFor(load.Call.Key)
            ? second.Redis.OpenAsync(load.Call.Key, load.Token, load.Seen).AsTask()
            : Task.FromResult<Opening>(default))).ConfigureAwait(false);
        for (var i = 0; i < missing.Count; i++)
        {
            missing[i].IsLeased = openings[i].Kind == OpeningKind.Leading;
            (openings[i].Kind is OpeningKind.Leading or OpeningKind.Away ? mine : others).Add(missing[i]);
        }

        return (mine, others);
    }

    // Gives those that somebody wrote meanwhile.
    private async Task<List<Load<T>>> MakeAsync<T>(
        List<Load<T>> loads, Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory)
    {
        var begun = telemetry.Begin();
        var policy = loads[0].Call.Policy;
        IReadOnlyDictionary<string, T> values;
        bool isInTime;
        using var givenUp = new CancellationTokenSource();
        using var watch = GiveUpWithTheLast(loads, givenUp);
        try
        {
            var work = factory([.. loads.Select(load => load.Call.Key)], givenUp.Token).AsTask();
            var leased = loads.Where(load => load.IsLeased).ToList();
            Func<Task>? renew = leased.Count == 0 ? null : () => Task.WhenAll(leased.Select(load => second!.Redis.RenewAsync(load.Call.Key, load.Token).AsTask()));
            isInTime = await Patience.WaitAsync(work, policy.LoadDeadline, factories.RenewEvery, renew, maker.Clock).ConfigureAwait(false);
            if (!isInTime)
            {
                await givenUp.CancelAsync().ConfigureAwait(false);
            }

            values = isInTime ? await work.ConfigureAwait(false) : new Dictionary<string, T>(StringComparer.Ordinal);
            telemetry.FactoryEnded(name, begun, isInTime ? "ok" : "overdue");
        }
        catch (Exception exception)
        {
            telemetry.FactoryEnded(name, begun, "error");
            foreach (var load in loads)
            {
                factories.Failed(load, exception, givenUp.IsCancellationRequested);
                Crash(load, exception);
            }

            return [];
        }

        var kept = await Task.WhenAll(loads.Select(load => KeepAsync(load, values, isInTime))).ConfigureAwait(false);
        return [.. loads.Where((_, index) => !kept[index])];
    }

    // False when somebody wrote it meanwhile.
    private async Task<bool> KeepAsync<T>(Load<T> load, IReadOnlyDictionary<string, T> values, bool isInTime)
    {
        if (!values.TryGetValue(load.Call.Key, out var value))
        {
            factories.Release(load);
            Land(load, new Landing<T>(null, IsOverdue: !isInTime, IsAbsent: isInTime));
            return true;
        }

        try
        {
            var landing = await factories.KeepAsync(load, value, new CacheFill<T>(default), isAlone: second is null).ConfigureAwait(false);
            if (landing.IsOvertaken)
            {
                return false;
            }

            Land(load, landing);
        }
        catch (Exception exception)
        {
            // Of this value: the others have theirs.
            Crash(load, exception);
        }

        return true;
    }

    // The factory's work is for all of its keys: it is given up when nobody waits for any of them.
    private static CancellationTokenRegistration GiveUpWithTheLast<T>(List<Load<T>> loads, CancellationTokenSource givenUp)
    {
        var wanted = loads.Count;
        foreach (var load in loads.Skip(1))
        {
            load.Flight.GivenUp.UnsafeRegister(static leave => ((Action)leave!)(), (Action)Leave);
        }

        return loads[0].Flight.GivenUp.UnsafeRegister(static leave => ((Action)leave!)(), (Action)Leave);

        void Leave()
        {
            if (Interlocked.Decrement(ref wanted) == 0)
            {
                givenUp.Cancel();
            }
        }
    }

    private void Crash<T>(Load<T> load, Exception exception)
    {
        first.Flights.Forget(load.Flight);
        load.Flight.Crash(exception);
    }

    private void Land<T>(Load<T> load, Landing<T> landing)
    {
        first.Flights.Forget(load.Flight);
        load.Flight.Land(landing);
    }
}
