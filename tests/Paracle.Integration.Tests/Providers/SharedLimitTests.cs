using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Simulation;
using Paracle.Testing;

namespace Paracle.Integration.Tests.Providers;

/// <summary>Limits that several hosts share, each put together as a host does, over the real stores.</summary>
public sealed class SharedLimitTests : IDisposable
{
    private readonly string _unique = $"limits_{Guid.NewGuid():N}";
    private readonly string _folder = Directory.CreateTempSubdirectory("limits-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RateLimit_OverRedis_IsOneForAllHosts_AndEachHostsOwnWithoutIt()
    {
        await using var server = await ModelServer.StartAsync(cancellationToken: Token);
        await using var redis = await RedisInstance.CreateAsync();
        void Configure(IParacleBuilder paracle) => paracle.UseInMemory().UseRedis(options =>
                (options.ConnectionString, options.ConnectTimeout, options.CommandTimeout) = (redis.ConnectionString, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10)))
            .UseTokenRateLimit(limit => (limit.RequestsPerMinute, limit.MaxWait, limit.StoreTimeout) = (1, TimeSpan.Zero, TimeSpan.FromSeconds(10)));
        await using var one = await StartAsync(server, Configure);
        await using var other = await StartAsync(server, Configure);

        await AskAsync(one);
        (await Should.ThrowAsync<LimitExceededException>(() => AskAsync(other))).RetryAfter.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
        await redis.KillAsync();
        await AskAsync(other);
        await Should.ThrowAsync<LimitExceededException>(() => AskAsync(other));

        server.Counters.Current.Received.ShouldBe(2);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("pgbouncer")]
    public async Task Budget_OverAStore_IsOneForAllHosts(string store)
    {
        await using var server = await ModelServer.StartAsync(cancellationToken: Token);
        server.Responder = _ => ModelReply.Text("Hi") with { Usage = new ModelUsage(400, 200) };
        void Configure(IParacleBuilder paracle) => UseStore(paracle, store).UsePrices(prices => prices.Add("openai", model: null, 1_000, 1_000))
            .UseBudgets(budgets => (budgets.Tenant.Cost, budgets.AssumedOutputTokens) = (1, 400));
        await using var one = await StartAsync(server, Configure);
        await using var other = await StartAsync(server, Configure);

        await AskAsync(one);
        (await Should.ThrowAsync<LimitExceededException>(() => AskAsync(other))).Code.ShouldBe(ErrorCodes.BudgetExhausted);

        server.Counters.Current.Received.ShouldBe(1);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<ServiceProvider> StartAsync(ModelServer server, Action<IParacleBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddParacle(paracle =>
        {
            configure(paracle);
            paracle.AddOpenAI(openai => (openai.BaseUrl, openai.ApiKey, openai.Model) = (server.OpenAIEndpoint, "none", "simulated"));
        });
        var provider = services.BuildServiceProvider();
        await provider.StartParacleAsync(Token);
        return provider;
    }

    private static Task<ChatResponse> AskAsync(IServiceProvider host) =>
        host.GetRequiredService<IProviderCatalog>().GetClient(null).GetResponseAsync("Hello", cancellationToken: Token);

    private IParacleBuilder UseStore(IParacleBuilder paracle, string store) => store switch
    {
        "sqlite" => paracle.UseSqlite(options => options.Path = Path.Combine(_folder, "limits.db")),
        "postgres" => paracle.UsePostgres(options =>
        {
            (options.ConnectionString, options.Schema) = (TestServers.Postgres, _unique);
            options.ConnectTimeout = options.PoolWaitTimeout = Waiting.Limit;
        }),
        _ => paracle.UsePostgres(options =>
        {
            (options.ConnectionString, options.MaintenanceConnectionString, options.Schema, options.Pooling)
                = (TestServers.PgBouncer, TestServers.Postgres, _unique, PostgresPooling.PgBouncerTransaction);
            options.ConnectTimeout = options.PoolWaitTimeout = Waiting.Limit;
        }),
    };
}
