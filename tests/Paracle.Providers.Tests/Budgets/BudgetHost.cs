using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.Budgets;

/// <summary>A host with budgets, two providers, and the route <c>main</c> over both.</summary>
internal sealed class BudgetHost : IAsyncDisposable
{
    public static readonly TenantId Tenant = new("acme");

    public BudgetHost(Action<BudgetOptions> configure, Action<PriceListOptions>? prices = null, IBudgetLedger? ledger = null, ITenantResolver? tenants = null)
    {
        Ledger = ledger ?? new InMemoryBudgetLedger(Time);
        First = new ScriptedChatClient(_ => Answer());
        Second = new ScriptedChatClient(_ => Usage(10, 20));
        Host = new ProviderHost(builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time)).AddSingleton(Ledger);
            builder.AddProvider("first", _ => First).AddProvider("second", _ => Second).UseBudgets(configure)
                .AddFallback("main", options => options.Add("first", "small").Add("second", "large"));
            if (tenants is not null)
            {
                builder.Services.Replace(ServiceDescriptor.Singleton(tenants));
            }

            if (prices is not null)
            {
                builder.UsePrices(prices);
            }
        });
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.Parse("2026-01-18T20:00:00Z"));

    public IBudgetLedger Ledger { get; }

    public ProviderHost Host { get; }

    public ScriptedChatClient First { get; }

    public ScriptedChatClient Second { get; }

    /// <summary>What the first provider does; the second one answers with 10 and 20 tokens.</summary>
    public Func<IEnumerable<ChatResponseUpdate>> Answer { get; set; } = () => Usage(100, 50);

    public static IEnumerable<ChatResponseUpdate> Usage(long? inputTokens, long? outputTokens) =>
        [new ChatResponseUpdate(ChatRole.Assistant, [new TextContent("Hi"), new UsageContent(new UsageDetails { InputTokenCount = inputTokens, OutputTokenCount = outputTokens })])
        {
            FinishReason = ChatFinishReason.Stop,
        }];

    public static ChatOptions Call(string? agent = null, int? maxOutputTokens = 50, string? tenant = null) =>
        new ChatOptions { MaxOutputTokens = maxOutputTokens }.WithParacle(new LlmCallContext { Tenant = tenant is null ? Tenant : new TenantId(tenant), Agent = agent });

    public Task<ChatResponse> AskAsync(string? agent = null, int? maxOutputTokens = 50, string client = "first", string? tenant = null) =>
        Host.Client(client).GetResponseAsync("Hello", Call(agent, maxOutputTokens, tenant));

    public async Task<BudgetBalance> BalanceAsync(string scope = "tenant", string day = "2026-01-18") =>
        await Ledger.GetAsync(new BudgetKey(Tenant, scope, day), CancellationToken.None);

    public MetricCollector<T> Collect<T>(string name)
        where T : struct => new(Host.Services.GetRequiredService<IMeterFactory>(), TelemetryNames.Providers, name);

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
