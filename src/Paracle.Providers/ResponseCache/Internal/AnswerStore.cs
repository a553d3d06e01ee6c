using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Logging;
using Paracle.Providers.Answers.Internal;
using Paracle.Providers.Internal;

namespace Paracle.Providers.ResponseCache.Internal;

/// <summary>Answers in a <see cref="HybridCache"/>. Whatever goes wrong with it, the call goes on as if nothing were stored.</summary>
internal sealed class AnswerStore(HybridCache cache, CachePolicy policy, AnswerTelemetry telemetry, ILogger logger)
{
    private static readonly HybridCacheEntryOptions MemoryAlone = new()
    {
        Flags = HybridCacheEntryFlags.DisableDistributedCache | HybridCacheEntryFlags.DisableLocalCacheWrite | HybridCacheEntryFlags.DisableUnderlyingData,
    };

    private readonly ICacheEngine? _engine = cache as ICacheEngine;

    /// <summary>Looks into this host's memory, which is all that most hits need.</summary>
    public ValueTask<Answer?> FindInMemoryAsync(string key, CancellationToken cancellationToken) => _engine is null
        ? FindByReadAsync(key, cancellationToken)
        : ValueTask.FromResult(_engine.TryGetLocal<Answer>(key, out var answer) ? answer : null);

    /// <summary>Brings the answer of a flight from the store, or by its call, and stores it.</summary>
    public async Task FillAsync(string key, AnswerFill fill)
    {
        try
        {
            await (_engine is null ? FillAloneAsync(key, fill) : FillLeasedAsync(_engine, key, fill)).ConfigureAwait(false);
        }
        catch (Exception exception) when (!IsOfTheCall(exception, fill))
        {
            Fail(exception);
        }

        // Nothing was stored, and the store either failed or has no value to give: the call is made all the same.
        await fill.MakeAsync(isStored: false).ConfigureAwait(false);

        // Who leads stays until the answer is there, for a store that gave up on the call does not end it.
        await fill.Flight.End.ConfigureAwait(false);
    }

    private async ValueTask<Answer?> FindByReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await cache.GetOrCreateAsync(
                key, 0, static (_, _) => default(ValueTask<Answer?>), MemoryAlone, tags: null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Fail(exception);
            return null;
        }
    }

    // One call in the cluster: the engine leases the key, and other hosts wait for what is stored.
    private async Task FillLeasedAsync(ICacheEngine engine, string key, AnswerFill fill)
    {
        var answer = await engine.GetOrCreateAsync<AnswerFill, Answer?>(
            key,
            fill,
            static async (fill, entry, _) =>
            {
                var made = await fill.MakeAsync(isStored: true).ConfigureAwait(false);
                entry.IsCacheable = made is not null;
                return made;
            },
            policy,
            fill.Tags(),
            fill.Flight.Abandoned).ConfigureAwait(false);
        if (answer is not null)
        {
            fill.Take(answer);
        }
    }

    // Another engine stores whatever its factory gives, so it is asked first and told afterwards.
    private async Task FillAloneAsync(string key, AnswerFill fill)
    {
        var found = await cache.TryGetAsync<Answer?>(key, fill.Flight.Abandoned).ConfigureAwait(false);
        if (found is { Found: true, Value: { } answer })
        {
            fill.Take(answer);
        }
        else if (await fill.MakeAsync(isStored: true).ConfigureAwait(false) is { } made)
        {
            await cache.SetAsync(key, made, policy, fill.Tags(), CancellationToken.None).ConfigureAwait(false);
        }
    }

    // The call's own error is with the flight already, and so is the end of a call that nobody waits for.
    private static bool IsOfTheCall(Exception exception, AnswerFill fill) =>
        fill.Flight.Abandoned.IsCancellationRequested || (fill.Flight.End.IsFaulted && fill.Flight.End.Exception!.InnerExceptions.Contains(exception));

    private void Fail(Exception exception)
    {
        telemetry.StoreFailed();
        logger.AnswerStoreFailed(exception.GetType().Name);
    }
}
