using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Paracle.Abstractions.Tests.Hosting;

public sealed class InMemoryRegistrationTests
{
    private readonly ServiceCollection _services = new();

    [Fact]
    public void UseInMemory_EveryPort_IsThereOnce()
    {
        using var provider = new Builder(_services).UseInMemory().Services.BuildServiceProvider(validateScopes: true);
        Type[] ports =
        [
            typeof(IAgentStore), typeof(IWorkflowStore), typeof(IExecutionStore), typeof(IGrantStore), typeof(IDurableQueue),
            typeof(IClusterLease), typeof(IBudgetLedger), typeof(IRateLimitStore), typeof(IStoreCheck), typeof(TimeProvider),
        ];
        foreach (var port in ports)
        {
            provider.GetServices(port).Count().ShouldBe(1, port.Name);
            provider.GetRequiredService(port).ShouldBeSameAs(provider.GetRequiredService(port), port.Name);
        }
    }

    [Fact]
    public async Task UseInMemory_QueueAndExecutions_ShareTheirCommit()
    {
        await using var provider = new Builder(_services).UseInMemory().Services.BuildServiceProvider();
        var execution = Execution.Begin(ExecutionId.New(TimeProvider.System), Caller.Local, ExecutionKind.Agent, "writer", "a task");
        var message = new QueueMessage { Queue = "q", Tenant = TenantId.Default, Key = "k", IdempotencyKey = "i", Payload = default };
        await provider.GetRequiredService<IDurableQueue>().AppendAsync(execution, [message], CancellationToken.None);
        (await provider.GetRequiredService<IExecutionStore>().FindAsync(TenantId.Default, execution.Id, CancellationToken.None)).ShouldBe(execution);
    }

    [Fact]
    public void UseInMemory_Twice_RegistersOnceAndBothConfigure()
    {
        var builder = new Builder(_services);
        builder.UseInMemory(options => options.MaxSpecs = 5).UseInMemory(options => options.MaxGrants = 6);
        using var provider = _services.BuildServiceProvider();
        provider.GetServices<IAgentStore>().Count().ShouldBe(1);
        var options = provider.GetRequiredService<IOptions<InMemoryOptions>>().Value;
        (options.MaxSpecs, options.MaxGrants).ShouldBe((5, 6));
    }

    [Fact]
    public void UseInMemory_AnotherStoreChosen_Refused()
    {
        Selection.Record(_services, Selection.Store, "UseSqlite");
        Should.Throw<ConfigurationException>(() => new Builder(_services).UseInMemory());
    }

    [Fact]
    public void UseInMemory_ClockOfTheHost_IsKept()
    {
        var time = new FakeTimeProvider();
        _services.AddSingleton<TimeProvider>(time);
        using var provider = new Builder(_services).UseInMemory().Services.BuildServiceProvider();
        provider.GetRequiredService<TimeProvider>().ShouldBeSameAs(time);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_000_001)]
    public void UseInMemory_BadBound_RefusedAtTheStartByItsName(int bound)
    {
        using var provider = new Builder(_services).UseInMemory(options => options.MaxLeases = bound).Services.BuildServiceProvider();
        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate()).Message.ShouldContain("MaxLeases");
    }

    [Fact]
    public void UseInMemory_BadJournalSettings_RefusedAtTheStart()
    {
        new Builder(_services).UseInMemory().Services.Configure<DurableQueueOptions>(options => options.Lanes = 0);
        using var provider = _services.BuildServiceProvider();
        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate()).Message.ShouldContain("queue lanes");
    }

    [Fact]
    public void AddInMemoryCoordination_WhatIsThere_Stays()
    {
        var leases = new InMemoryClusterLease(TimeProvider.System);
        _services.AddSingleton<IClusterLease>(leases).AddInMemoryCoordination().AddInMemoryCoordination();
        using var provider = _services.BuildServiceProvider();
        provider.GetServices<IClusterLease>().Single().ShouldBeSameAs(leases);
        provider.GetServices<IBudgetLedger>().Single().ShouldBeOfType<InMemoryBudgetLedger>();
        provider.GetServices<IRateLimitStore>().Single().ShouldBeOfType<InMemoryRateLimitStore>();
        provider.GetService<IAgentStore>().ShouldBeNull();
    }

    private sealed record Builder(IServiceCollection Services) : IParacleBuilder;
}
