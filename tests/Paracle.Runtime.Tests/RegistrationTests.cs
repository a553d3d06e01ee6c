using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Runtime.Tests.Doubles;

namespace Paracle.Runtime.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void AddParacleRuntime_WithoutAStore_NamesTheRemedy() =>
        Should.Throw<ConfigurationException>(() => new ServiceCollection().AddParacleRuntime()).Message.ShouldContain("UseSqlite");

    [Fact]
    public async Task AddParacleRuntime_Twice_ChangesNothing()
    {
        await using var host = new TestHost();
        host.Services.AddParacleRuntime();
        var count = host.Services.Count;

        host.Services.AddParacleRuntime();

        host.Services.Count.ShouldBe(count);
    }

    [Fact]
    public async Task AddParacleRuntime_NothingChosen_DeniesWhatIsNotGranted()
    {
        await using var host = new TestHost(withGrants: false);

        (await host.Get<IGrantPolicy>().AllowsAsync(Caller.Local, GrantAction.Run, GrantResource.Agent("helper"), default)).ShouldBeFalse();
    }

    [Fact]
    public async Task AddParacleRuntime_StoreMadeByTheContainer_IsDisposedByItOnce()
    {
        foreach (var byType in new[] { true, false })
        {
            var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging();
            services.AddHybridCache();
            _ = byType ? services.AddSingleton<IAgentStore, DisposableStore>() : services.AddSingleton<IAgentStore>(_ => new DisposableStore());
            var provider = services.AddParacleRuntime().BuildServiceProvider();
            var inner = (DisposableStore)provider.GetRequiredKeyedService<IAgentStore>("paracle.runtime.store");
            provider.GetRequiredService<IAgentStore>().ShouldNotBeSameAs(inner);

            await provider.DisposeAsync();

            inner.Disposals.ShouldBe(1);
        }
    }

    [Fact]
    public async Task AllowAll_Chosen_AllowsAndWarnsAtStart()
    {
        await using var host = new TestHost(withGrants: false);
        host.AllowAll().AllowAll();
        host.Model.Says("Done.");

        foreach (var part in host.Get<IEnumerable<IParacleService>>())
        {
            await part.StartAsync(default);
        }

        var warning = host.Logs.GetSnapshot().ShouldHaveSingleItem();
        (warning.Id.Id, warning.Level).ShouldBe((1000, Microsoft.Extensions.Logging.LogLevel.Warning));
        (await host.RunAsync()).Text.ShouldBe("Done.");
    }

    [Fact]
    public async Task AllowAll_AfterUseGrants_IsAContradiction()
    {
        await using var host = new TestHost();

        Should.Throw<ConfigurationException>(() => host.UseGrants().AllowAll()).Message.ShouldContain("UseGrants");
    }

    [Fact]
    public async Task UseGrants_AfterAllowAll_IsAContradiction()
    {
        await using var host = new TestHost();

        Should.Throw<ConfigurationException>(() => host.AllowAll().UseGrants()).Message.ShouldContain("AllowAll");
    }

    [Fact]
    public async Task AddTool_NameTaken_IsAnError()
    {
        await using var host = new TestHost();
        host.Services.AddKeyedSingleton("key", new object());
        host.AddTool(AIFunctionFactory.Create(() => 1, "look"));

        Should.Throw<ConfigurationException>(() => host.AddTool(AIFunctionFactory.Create(() => 2, "look"))).Message.ShouldContain("'look'");
        host.AddTool(AIFunctionFactory.Create(() => 2, "Look"));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("_hidden")]
    [InlineData("naïve")]
    public async Task AddTool_NameMalformed_IsAnError(string name)
    {
        await using var host = new TestHost();

        Should.Throw<InvalidInputException>(() => host.AddTool(AIFunctionFactory.Create(() => 1, name)));
    }

    [Fact]
    public async Task AddTool_WantsApproval_IsAnErrorAndNotSilentlyApproved()
    {
        await using var host = new TestHost();
        var tool = new ApprovalRequiredAIFunction(AIFunctionFactory.Create(() => 1, "wipe"));

        Should.Throw<ConfigurationException>(() => host.AddTool(tool)).Message.ShouldContain("approval");
    }

    private sealed class DisposableStore : IAgentStore, IDisposable
    {
        private readonly InMemoryAgentStore _inner = new(TimeProvider.System);

        public int Disposals { get; private set; }

        public ValueTask<Versioned<AgentSpec>?> FindAsync(TenantId tenant, string name, CancellationToken cancellationToken) => _inner.FindAsync(tenant, name, cancellationToken);

        public ValueTask<Versioned<AgentSpec>> SaveAsync(TenantId tenant, AgentSpec spec, long? expectedVersion, CancellationToken cancellationToken) =>
            _inner.SaveAsync(tenant, spec, expectedVersion, cancellationToken);

        public ValueTask<bool> DeleteAsync(TenantId tenant, string name, long? expectedVersion, CancellationToken cancellationToken) =>
            _inner.DeleteAsync(tenant, name, expectedVersion, cancellationToken);

        public ValueTask<Page<Versioned<AgentSpec>>> ListAsync(TenantId tenant, PageRequest page, CancellationToken cancellationToken) =>
            _inner.ListAsync(tenant, page, cancellationToken);

        public ValueTask<IReadOnlyList<Versioned<AgentSpec>>> GetLineageAsync(TenantId tenant, string name, CancellationToken cancellationToken) =>
            _inner.GetLineageAsync(tenant, name, cancellationToken);

        public void Dispose() => Disposals++;
    }
}
