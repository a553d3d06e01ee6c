using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Paracle.Simulation;
using Paracle.Testing;
using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Llm;

/// <summary>A model server, and a host that asks it through every part of the layer.</summary>
internal sealed class LlmStage : IAsyncDisposable
{
    public const int MaxAttempts = 3;
    public const string Route = "route";
    public const string MoodyRoute = "detour";

    /// <summary>A provider without limits of time to speak of: what its callers leave, nothing but their leaving ends.</summary>
    public const string Patient = "patient";

    public const string PoorTenant = "poor";

    private const long PoorTokens = 100_000;
    private const long RichTokens = 1_000_000_000;
    private const int LongestLine = 1024 * 1024;
    private const string OpenAIModel = "gpt";
    private const string AnthropicModel = "claude";

    private readonly IHost _host;
    private readonly TestAuthority _authority;
    private readonly IProviderCatalog _catalog;

    private long _longest;

    private LlmStage(ModelServer server, IHost host, LlmLedger ledger, TestAuthority authority)
    {
        (Server, _host, Ledger, _authority) = (server, host, ledger, authority);
        _catalog = host.Services.GetRequiredService<IProviderCatalog>();
        Meters = new LlmMeters(host.Services.GetRequiredService<IMeterFactory>());
    }

    /// <summary>The providers and the routes over two of them each.</summary>
    public static IReadOnlyList<string> Names { get; } = ["openai", "anthropic", Patient, Route, LlmModel.MoodyModel, MoodyRoute];

    public static IReadOnlyList<string> Tenants { get; } = ["red", "green", "blue", PoorTenant];

    public ModelServer Server { get; }

    public LlmLedger Ledger { get; }

    public LlmMeters Meters { get; }

    /// <summary>How long the longest call took.</summary>
    public TimeSpan LongestCall => TimeSpan.FromTicks(Interlocked.Read(ref _longest));

    /// <summary>Opens a stage.</summary>
    /// <param name="seed">What the model's dice begin with.</param>
    /// <param name="isSecure">Whether TLS and HTTP/2 are spoken, where a server that closes a connection says GOAWAY, or HTTP/1.1.</param>
    /// <param name="report">Where it is counted.</param>
    public static async Task<LlmStage> OpenAsync(int seed, bool isSecure, StormReport report)
    {
        var ledger = new LlmLedger();
        report.Count("rounds.http2", isSecure ? 1 : 0);
        var authority = new TestAuthority();
        var server = await ModelServer.StartAsync(new ModelServerOptions { RecordedRequests = 0, Certificate = isSecure ? authority.Issue(TimeSpan.FromDays(1)) : null });
        server.Responder = new LlmModel(seed, ledger, report).Reply;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddParacle(paracle => Configure(paracle.UseInMemory(), server));
        foreach (var name in Names)
        {
            builder.Services.AddHttpClient("paracle.provider." + name).UseSocketsHttpHandler((handler, _) => handler.SslOptions.CertificateChainPolicy = authority.TrustingPolicy());
        }

        var host = builder.Build();
        await host.StartAsync();
        return new LlmStage(server, host, ledger, authority);
    }

    public IChatClient Client(string name) => _catalog.GetClient(name);

    /// <summary>Notes how long a call took.</summary>
    public void Took(TimeSpan time)
    {
        for (var longest = _longest; time.Ticks > longest; longest = Interlocked.Read(ref _longest))
        {
            Interlocked.CompareExchange(ref _longest, time.Ticks, longest);
        }
    }

    /// <summary>The tokens that calls of a tenant hold in reserve.</summary>
    public async ValueTask<long> ReservedAsync(string tenant)
    {
        var today = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var balance = await _host.Services.GetRequiredService<IBudgetLedger>().GetAsync(new BudgetKey(new TenantId(tenant), "tenant", today), CancellationToken.None);
        return balance.Reserved.Tokens;
    }

    /// <summary>Stops the host, as at the end of a service's life.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Meters.Dispose();
        await ((IAsyncDisposable)_host).DisposeAsync();
        await Server.DisposeAsync();
        _authority.Dispose();
    }

    private static void Configure(IParacleBuilder paracle, ModelServer server) => paracle
        .AddOpenAI("openai", openai => SetOpenAI(openai, server, OpenAIModel))
        .AddAnthropic("anthropic", anthropic =>
        {
            (anthropic.BaseUrl, anthropic.ApiKey, anthropic.Model) = (server.BaseAddress, "none", AnthropicModel);
            Limit(anthropic.Http);
        })
        .AddOpenAI(LlmModel.MoodyModel, moody => SetOpenAI(moody, server, LlmModel.MoodyModel))
        .AddOpenAI(Patient, patient =>
        {
            SetOpenAI(patient, server, Patient);
            var http = patient.Http;
            http.AttemptTimeout = http.TotalTimeout = http.CallTimeout = http.IdleTimeout = http.FirstTokenTimeout = http.TokenTimeout = TimeSpan.FromMinutes(5);
        })
        .AddFallback(Route, route => route.Add("openai").Add("anthropic"))
        .AddFallback(MoodyRoute, route => route.Add(LlmModel.MoodyModel).Add("anthropic"))
        .ConfigureProviders(providers => providers.Default = Route)
        .UseResponseCache()
        .UseCoalescing()
        .UseBudgets(budgets =>
        {
            budgets.Tenant = new DailyBudget { Tokens = RichTokens };
            budgets.Tenants[PoorTenant] = new DailyBudget { Tokens = PoorTokens };
        })
        .UsePromptBatching(batching => (batching.Policy, batching.FallbackPause) = (PromptBatchingPolicy.CostFirst, TimeSpan.FromSeconds(1)))
        .UseTokenRateLimit(limit => (limit.RequestsPerMinute, limit.MaxWait) = (12_000, TimeSpan.FromMilliseconds(500)));

    private static void SetOpenAI(OpenAIProviderOptions openai, ModelServer server, string model)
    {
        (openai.BaseUrl, openai.ApiKey, openai.Model) = (server.OpenAIEndpoint, "none", model);
        Limit(openai.Http);
    }

    // Short enough that every limit is met within seconds.
    private static void Limit(ProviderHttpOptions http)
    {
        (http.MaxAttempts, http.RetryDelay, http.MaxRetryAfter) = (MaxAttempts, TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(1));
        (http.AttemptTimeout, http.TotalTimeout, http.CallTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        (http.IdleTimeout, http.FirstTokenTimeout, http.TokenTimeout) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(700));
        (http.MaxBodyBytes, http.MaxLineBytes) = (2 * LongestLine, LongestLine);
        http.BreakerPause = TimeSpan.FromMilliseconds(500);
    }
}
