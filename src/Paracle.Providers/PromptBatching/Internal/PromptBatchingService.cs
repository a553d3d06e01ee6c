using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>Puts batching around the host's providers, and drains it when the host stops, after the runs that use it.</summary>
internal sealed class PromptBatchingService(IOptions<PromptBatchingOptions> options, IMeterFactory meters, IPriceList prices, TimeProvider timeProvider) : IParacleService
{
    private readonly PromptBatchingTelemetry _telemetry = new(meters.Create(TelemetryNames.Providers));
    private readonly ConcurrentBag<PromptBatchingChatClient> _clients = [];

    public int Order => 50;

    public IChatClient Wrap(string provider, IChatClient inner)
    {
        var client = new PromptBatchingChatClient(inner, provider, options.Value, _telemetry, timeProvider, prices: prices);
        _clients.Add(client);
        return client;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_clients.Select(client => client.StopAsync(cancellationToken)));
}
