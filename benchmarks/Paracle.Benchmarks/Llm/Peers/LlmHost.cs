using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Benchmarks.Llm.Peers;

/// <summary>A host of ours with one provider and somebody who listens to its metrics. Limits and budgets count every call, and stop none.</summary>
internal sealed class LlmHost : IAsyncDisposable
{
    private const string Provider = "openai";

    private readonly ServiceProvider _services;
    private readonly MeterListener _listener = Listen();

    private LlmHost(Action<IParacleBuilder> configure)
    {
        var services = new ServiceCollection().AddLogging().AddParacleCache();
        services.AddSingleton<IBudgetLedger>(new InMemoryBudgetLedger(TimeProvider.System));
        services.AddSingleton<IRateLimitStore>(new InMemoryRateLimitStore(TimeProvider.System));
        services.AddParacleProviders();
        configure(new Builder(services));
        _services = services.BuildServiceProvider();
    }

    /// <summary>The provider with the middleware that the host chose.</summary>
    public IChatClient Client => _services.GetRequiredService<IProviderCatalog>().GetClient(name: null);

    /// <summary>Our transport, typed errors and telemetry, and no other middleware.</summary>
    public static LlmHost WithTransport(HttpMessageHandler? handler, Uri? endpoint = null, Action<IParacleBuilder>? configure = null) => new(builder =>
    {
        configure?.Invoke(builder);
        builder.AddOpenAI(options =>
        {
            (options.BaseUrl, options.ApiKey, options.Model) = (endpoint ?? Clients.Nowhere, Clients.Key, Clients.Model);
            options.Http.RetryDelay = TimeSpan.FromMilliseconds(1);
        });
        if (handler is not null)
        {
            builder.Services.AddHttpClient("paracle.provider." + Provider).ConfigurePrimaryHttpMessageHandler(() => handler);
        }
    });

    /// <summary>The whole pipeline: cache, coalescing, budgets, limits, transport and telemetry.</summary>
    public static LlmHost Whole(HttpMessageHandler? handler, Uri? endpoint = null) => WithTransport(
        handler, endpoint, builder => builder.UseResponseCache().UseCoalescing().UseBudgets(Budgets).UseTokenRateLimit(Limits).UsePromptBatching());

    /// <summary>Services for middleware that stands alone around a vendor's client.</summary>
    public static LlmHost WithoutProvider() => new(static _ => { });

    /// <summary>One middleware around a vendor's client.</summary>
    public IChatClient Around(IChatClient vendor, Func<ChatClientBuilder, ChatClientBuilder> use) => use(new ChatClientBuilder(vendor)).Build(_services);

    public static void Budgets(BudgetOptions options) => options.Tenant = new DailyBudget { Tokens = 1_000_000_000_000 };

    public static void Limits(TokenRateLimitOptions options) => (options.RequestsPerMinute, options.TokensPerMinute) = (100_000_000, 1_000_000_000);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _services.DisposeAsync();
    }

    private static MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name is TelemetryNames.Providers or TelemetryNames.Cache)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        listener.SetMeasurementEventCallback<int>(static (_, _, _, _) => { });
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        listener.Start();
        return listener;
    }

    private sealed record Builder(IServiceCollection Services) : IParacleBuilder;
}
