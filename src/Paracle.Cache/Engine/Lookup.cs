namespace Paracle.Cache.Internal;

/// <summary>Gets a value for a caller: from memory, or from a flight that it joins or starts.</summary>
internal sealed class Lookup(FirstLayer first, SecondLayer? second, Loader loader, EntryMaker maker, CacheTelemetry telemetry, HitCounter memoryHits, string name)
{
    /// <summary>Whether an entry in memory may be served: it lives, and either it is known to be right or nobody can be asked.</summary>
    public bool IsServable(CacheEntry entry) =>
        entry.IsServable(maker.Clock.Now) && (second is null || !second.Redis.IsUp || entry.Generation == second.Redis.Link.Generation);

    /// <summary>Whether an entry that may be served has come into the time in which it is renewed.</summary>
    public bool IsDueForRenewal(CacheEntry entry) => maker.Clock.Now >= entry.FreshUntil;

    /// <summary>Renews an entry in the background, unless somebody loads it anyway.</summary>
    public void Renew<T>(LoadCall<T> call, CacheEntry<T> entry)
    {
        if (first.Flights.TryMake<T>(call.Key, call.Flags, call.Tags) is { } flight)
        {
            // Not the reader's: its trace and its ambient state end with it.
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(() => loader.FlyApartAsync(flight, call, entry));
            }
        }
    }

    /// <summary>Gets a value, made if need be.</summary>
    /// <exception cref="UnavailableException">The factory did not end within its deadline.</exception>
    public async ValueTask<T> GetAsync<T>(LoadCall<T> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            var flight = first.Flights.JoinOrMake<T>(call.Key, call.Flags, call.Tags, out var isNew);
            var landing = isNew
                ? await BeginAsync(flight, call, cancellationToken).ConfigureAwait(false)
                : await JoinAsync(flight, cancellationToken).ConfigureAwait(false);
            if (landing.Entry is { } entry)
            {
                Count(landing.Layer);
                return entry.Read();
            }

            if (!landing.IsOverdue && !landing.IsAbsent)
            {
                telemetry.Missed(name);
                return default!;
            }

            if (landing.IsOverdue && isNew)
            {
                throw new UnavailableException(
                    $"The factory of a cached value was still at work after {call.Policy.LoadDeadline}. Raise CachePolicy.LoadDeadline if it may take longer.");
            }
        }
    }

    // Who begins a flight follows it; a task of its own to wait for would cost a change of threads besides.
    private ValueTask<Landing<T>> BeginAsync<T>(Flight<T> flight, LoadCall<T> call, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? WaitAsync(flight, loader.FlyAsync(flight, call, renewed: null).AsTask(), cancellationToken)
        : loader.FlyAsync(flight, call, renewed: null);

    private ValueTask<Landing<T>> JoinAsync<T>(Flight<T> flight, CancellationToken cancellationToken)
    {
        telemetry.Joined(name);
        return WaitAsync(flight, flight.Landing, cancellationToken);
    }

    /// <summary>Waits for a flight, and leaves it when the caller has lost patience.</summary>
    private async ValueTask<Landing<T>> WaitAsync<T>(Flight<T> flight, Task<Landing<T>> landing, CancellationToken cancellationToken)
    {
        try
        {
            return await landing.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            landing.ObserveError();
            Leave(flight);
            throw;
        }
    }

    /// <summary>Leaves a flight; the last one gives it up.</summary>
    public void Leave(Flight flight)
    {
        if (flight.Leave())
        {
            first.Flights.Forget(flight);
            flight.GiveUp();
        }
    }

    /// <summary>Looks a value up without making it.</summary>
    public async ValueTask<CacheResult<T>> FindAsync<T>(EntryCall call, CancellationToken cancellationToken)
    {
        var known = first.Find<T>(call.Key);
        if (known is not null && IsServable(known))
        {
            memoryHits.Add();
            return maker.Describe(known, CacheLayer.Memory);
        }

        if (second is not null && second.IsUsableFor(call.Key))
        {
            var generation = second.Redis.Link.Generation;
            var mark = first.Note(call.Key);
            known = mark.Entry as CacheEntry<T>;
            var shared = await second.ReadAsync(call, known, generation).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            if (shared is { Entry: { } entry, IsStale: false })
            {
                first.Keep(entry, mark, generation);
                telemetry.FoundShared(name);
                return maker.Describe(entry, CacheLayer.Shared);
            }

            known = shared.Entry ?? known;
        }

        telemetry.Missed(name);
        return known is not null && known.CanStandIn(maker.Clock.Now) && call.Policy.FailSafe > TimeSpan.Zero ? maker.Describe(known, CacheLayer.Memory) : default;
    }

    public void Count(CacheLayer layer)
    {
        switch (layer)
        {
            case CacheLayer.Memory:
                memoryHits.Add();
                break;
            case CacheLayer.Shared:
                telemetry.FoundShared(name);
                break;
            default:
                telemetry.Missed(name);
                break;
        }
    }
}
