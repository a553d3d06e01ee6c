using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Paracle.Integration.Tests.Providers;

/// <summary>The examples of the documentation, word for word where the compiler reads them, with every check of a host's start.</summary>
public sealed class DocumentedSetupTests
{
    private const string Key = "key";
    private const string OtherKey = "other-key";

    [Fact]
    public Task Fallback_AsDocumented_PassesTheChecksOfTheStart() => CheckAsync(paracle => paracle
        .AddOpenAI(openai => { openai.ApiKey = Key; openai.Model = "gpt-4.1-mini"; })
        .AddAnthropic(claude => { claude.ApiKey = OtherKey; claude.Model = "claude-sonnet-4-5"; })
        .AddFallback("main", route => route.Add("openai").Add("anthropic", "claude-haiku-4-5"))
        .ConfigureProviders(providers => providers.Default = "main"));

    [Fact]
    public Task RateLimits_AsDocumented_PassTheChecksOfTheStart() => CheckAsync(paracle => paracle
        .AddOpenAI(openai => { openai.ApiKey = Key; openai.Model = "gpt-4.1-mini"; })
        .UseRedis(redis => redis.ConnectionString = "localhost:6379")
        .UseTokenRateLimit(limit => limit.MaxWait = TimeSpan.FromSeconds(10))
        .UseTokenRateLimit("openai", limit =>
        {
            limit.RequestsPerMinute = 500;
            limit.TokensPerMinute = 200_000;
            limit.Models["gpt-4.1"] = new TokenRate { RequestsPerMinute = 100, TokensPerMinute = 30_000 };
        }));

    [Fact]
    public Task Budgets_AsDocumented_PassTheChecksOfTheStart() => CheckAsync(paracle => paracle
        .UsePostgres(store => store.ConnectionString = "Host=localhost;Database=paracle;Username=paracle")
        .AddOpenAI(openai => { openai.ApiKey = Key; openai.Model = "gpt-4.1-mini"; })
        .UsePrices(prices => prices
            .Add("openai", "gpt-4.1-mini", inputPerMillion: 0.40m, outputPerMillion: 1.60m)
            .Add("openai", model: null, inputPerMillion: 2, outputPerMillion: 8))
        .UseBudgets(budgets =>
        {
            budgets.Tenant.Cost = 50;
            budgets.Agent.Tokens = 2_000_000;
            budgets.Agents["researcher"] = new DailyBudget { Cost = 10 };
        }));

    [Fact]
    public Task PromptBatching_AsDocumented_PassesTheChecksOfTheStart() => CheckAsync(paracle => paracle
        .AddOpenAI(openai => { openai.ApiKey = Key; openai.Model = "gpt-4.1-mini"; })
        .UsePromptBatching(batching => batching.Agents.Add("tagger")));

    [Fact]
    public Task ResponseCache_AsDocumented_PassesTheChecksOfTheStart() => CheckAsync(paracle => paracle
        .AddOpenAI(openai => { openai.ApiKey = Key; openai.Model = "gpt-4.1-mini"; })
        .UseRedis(redis => redis.ConnectionString = "localhost:6379")
        .UseResponseCache(cache => cache.Lifetime = TimeSpan.FromHours(6)));

    [Fact]
    public Task Coalescing_AsDocumented_PassesTheChecksOfTheStart() => CheckAsync(paracle => paracle
        .AddOpenAI(openai => { openai.ApiKey = Key; openai.Model = "gpt-4.1-mini"; })
        .UseCoalescing());

    [Fact]
    public Task Cache_AsDocumented_PassesTheChecksOfTheStart() => CheckAsync(paracle => paracle
        .AddOpenAI(openai => { openai.ApiKey = Key; openai.Model = "gpt-4.1-mini"; })
        .UseRedis(redis => redis.ConnectionString = "localhost:6379")
        .ConfigureCache(cache => cache.DefaultLocalLifetime = TimeSpan.FromSeconds(20))
        .ConfigureCache(cache => cache.Policies["answers"] = new CachePolicy("answers") { Lifetime = TimeSpan.FromDays(1) }));

    private static async Task CheckAsync(Action<IParacleBuilder> configure)
    {
        await using var host = new ServiceCollection().AddParacle(configure).BuildServiceProvider();

        Should.NotThrow(host.GetRequiredService<IStartupValidator>().Validate);
        host.GetRequiredService<IProviderCatalog>().GetClient(null).ShouldNotBeNull();
    }
}
