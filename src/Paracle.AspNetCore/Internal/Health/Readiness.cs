using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.AspNetCore.Internal.Health;

/// <summary>Runs the store's checks, once for all who ask at a time, and keeps the answer for a moment.</summary>
internal sealed class Readiness(
    IEnumerable<IStoreCheck> checks, IHostApplicationLifetime lifetime, IOptions<HttpApiOptions> options, TimeProvider timeProvider, ILogger<Readiness> logger)
{
    private readonly SingleFlight<string, ReadinessDocument> _flights = new();

    // Replaced as a whole; an old one is merely asked for again.
    private volatile Answer? _last;

    public async ValueTask<ReadinessDocument> GetAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return ReadinessDocument.Of([ReadinessReason.Failed("host", "The host is stopping.", "Send requests to another host.")]);
        }

        return FindFresh() ?? await _flights.RunAsync("", CheckAsync, cancellationToken).ConfigureAwait(false);
    }

    private ReadinessDocument? FindFresh() =>
        _last is { } last && timeProvider.GetElapsedTime(last.At) < options.Value.ReadinessLifetime ? last.Document : null;

    private async Task<ReadinessDocument> CheckAsync(CancellationToken cancellationToken)
    {
        // Between a caller's look and this flight another may have landed.
        if (FindFresh() is { } fresh)
        {
            return fresh;
        }

        var found = await Task.WhenAll(checks.Select(check => CheckAsync(check, cancellationToken))).ConfigureAwait(false);
        var document = ReadinessDocument.Of([.. found.SelectMany(reasons => reasons)]);
        _last = new Answer(document, timeProvider.GetTimestamp());
        return document;
    }

    private async Task<IEnumerable<ReadinessReason>> CheckAsync(IStoreCheck check, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.ReadinessTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var token = either.Token;
        var work = Task.Run(() => check.CheckAsync(token).AsTask(), token);
        try
        {
            var findings = await work.WaitAsync(token).ConfigureAwait(false);
            return findings.Select(finding => ReadinessReason.Of(check.Name, finding));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.CheckFailed(logger, check.Name, exception.GetType().Name);
            return [patience.IsCancellationRequested
                ? ReadinessReason.Failed(check.Name, $"The check did not end within {options.Value.ReadinessTimeout}.", "Look at the store and the way to it.")
                : ReadinessReason.Failed(check.Name, $"The check failed with {exception.GetType().Name}.", "Look at the host's log.")];
        }
        finally
        {
            // A check that does not listen to its token is left to itself; its late error is observed.
            _ = work.ContinueWith(
                static late => _ = late.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    private sealed record Answer(ReadinessDocument Document, long At);
}
