using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Paracle.Runtime.Tests.Doubles;

/// <summary>A host with stores in memory, a scripted model, an agent named helper, and every grant for the local caller.</summary>
internal sealed class TestHost : IParacleBuilder, IAsyncDisposable
{
    private readonly Lazy<ServiceProvider> _provider;
    private readonly List<string> _tools = [];

    public TestHost(bool withGrants = true, IAgentStore? sharedAgents = null)
    {
        Executions = new HookedExecutionStore(new InMemoryExecutionStore());
        Grants = new HookedGrantStore(new InMemoryGrantStore());
        Agents = new HookedAgentStore(sharedAgents ?? new InMemoryAgentStore(Time));
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddSingleton<IExecutionStore>(Executions);
        Services.AddSingleton<IGrantStore>(Grants);
        Services.AddSingleton<IAgentStore>(Agents);
        Services.AddSingleton<IProviderCatalog>(new TestCatalog(Model));
        Services.AddHybridCache();
        Services.AddMetrics();
        Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFakeLogging());
        _provider = new Lazy<ServiceProvider>(() => Services.AddParacleRuntime().BuildServiceProvider(validateScopes: true));
        Save(new AgentSpec { Name = "helper", Provider = "main" });
        if (withGrants)
        {
            Grant(GrantAction.Run, GrantResource.Agent(GrantResource.Any));
            Grant(GrantAction.Call, GrantResource.Tool(GrantResource.Any));
        }
    }

    public IServiceCollection Services { get; } = new ServiceCollection();

    public WatchedTime Time { get; } = new(new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero));

    public ScriptedModel Model { get; } = new();

    public HookedExecutionStore Executions { get; }

    public HookedGrantStore Grants { get; }

    public HookedAgentStore Agents { get; }

    public IAgentRuntime Runtime => Get<IAgentRuntime>();

    public FakeLogCollector Logs => Get<FakeLogCollector>();

    public T Get<T>()
        where T : notnull => _provider.Value.GetRequiredService<T>();

    /// <summary>Saves past the runtime's store, as another host would.</summary>
    public void Save(AgentSpec spec) => Agents.SaveAsync(TenantId.Default, spec, null, default).AsTask().IsCompletedSuccessfully.ShouldBeTrue();

    public void Grant(GrantAction action, GrantResource resource) => Grants.AddAsync(Local(action, resource), default).AsTask().IsCompletedSuccessfully.ShouldBeTrue();

    public static Grant Local(GrantAction action, GrantResource resource) => new(TenantId.Default, Caller.Local.Subject, action, resource);

    /// <summary>Registers a tool, and the agent helper with it.</summary>
    public TestHost WithTool(Delegate method, string name)
    {
        this.AddTool(AIFunctionFactory.Create(method, name));
        _tools.Add(name);
        Save(new AgentSpec { Name = "helper", Provider = "main", Tools = [.. _tools] });
        return this;
    }

    public Task<AgentRunResult> RunAsync(string task = "Do it.", RunLimits? limits = null, CancellationToken cancellationToken = default) =>
        Runtime.RunAsync(new AgentRunRequest { Agent = "helper", Task = task, Limits = limits ?? new RunLimits() }, cancellationToken);

    public IAsyncEnumerable<AgentEvent> StreamAsync(string task = "Do it.", RunLimits? limits = null, CancellationToken cancellationToken = default) =>
        Runtime.StreamAsync(new AgentRunRequest { Agent = "helper", Task = task, Limits = limits ?? new RunLimits() }, cancellationToken);

    public async Task<IReadOnlyList<Execution>> StoredAsync() =>
        (await Executions.ListAsync(TenantId.Default, ExecutionFilter.All, new PageRequest(), default)).Items;

    public async Task<Execution> OnlyExecutionAsync() => (await StoredAsync()).ShouldHaveSingleItem();

    public async ValueTask DisposeAsync()
    {
        if (_provider.IsValueCreated)
        {
            await _provider.Value.DisposeAsync();
        }
    }
}
