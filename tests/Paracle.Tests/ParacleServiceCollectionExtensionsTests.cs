using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Paracle.Tests;

public sealed class ParacleServiceCollectionExtensionsTests
{
    private static readonly AgentSpec Agent = new() { Name = "writer" };

    [Fact]
    public async Task RunAsync_ProviderAdded_Answers()
    {
        await using var host = new TestHost(paracle => paracle.AllowAll().AddProvider("echo", _ => new TestHost.Echo()));
        await host.Services.StartParacleAsync();
        await host.SaveAsync(Agent);

        var result = await host.RunAsync("writer");

        result.Text.ShouldBe("Say hello.");
        var stored = await host.Get<IExecutionStore>().FindAsync(TenantId.Default, result.ExecutionId, CancellationToken.None);
        stored.ShouldNotBeNull().State.ShouldBe(ExecutionState.Succeeded);
    }

    [Fact]
    public async Task RunAsync_NoProvider_FailsAndSaysWhichCallToAdd()
    {
        await using var host = new TestHost(paracle => paracle.AllowAll());
        await host.Services.StartParacleAsync();
        await host.SaveAsync(Agent);

        var error = await Should.ThrowAsync<ConfigurationException>(() => host.RunAsync("writer"));

        error.Message.ShouldContain("AddOpenAI");
    }

    [Fact]
    public async Task RunAsync_NothingGranted_IsDenied()
    {
        await using var host = new TestHost(paracle => paracle.AddProvider("echo", _ => new TestHost.Echo()));
        await host.Services.StartParacleAsync();
        await host.SaveAsync(Agent);

        await Should.ThrowAsync<AccessDeniedException>(() => host.RunAsync("writer"));
    }

    [Fact]
    public async Task RunAsync_Granted_Answers()
    {
        await using var host = new TestHost(paracle => paracle.UseGrants().AddProvider("echo", _ => new TestHost.Echo()));
        await host.Services.StartParacleAsync();
        await host.SaveAsync(Agent);
        await host.Get<IGrantStore>().AddAsync(new Grant(TenantId.Default, Caller.Local.Subject, GrantAction.Run, GrantResource.Agent("writer")), CancellationToken.None);

        (await host.RunAsync("writer")).Text.ShouldBe("Say hello.");
    }

    [Fact]
    public async Task Store_BeforeTheStart_ThrowsAndNamesIt()
    {
        await using var host = new TestHost(paracle => paracle.AllowAll());

        var error = await Should.ThrowAsync<UnavailableException>(() => host.SaveAsync(Agent));

        error.Message.ShouldContain("StartParacleAsync");
    }

    [Fact]
    public async Task StartParacleAsync_Twice_ChangesNothing()
    {
        await using var host = new TestHost(paracle => paracle.AllowAll());
        await host.Services.StartParacleAsync();

        await host.Services.StartParacleAsync();

        await host.SaveAsync(Agent);
    }

    [Fact]
    public async Task StartParacleAsync_BadOption_FailsAndNamesIt()
    {
        await using var host = new TestHost(paracle => paracle.AllowAll().ConfigureRuntime(options => options.MaxSteps = 0));

        var error = await Should.ThrowAsync<OptionsValidationException>(() => host.Services.StartParacleAsync());

        error.Message.ShouldContain("MaxSteps");
    }

    [Fact]
    public void AddParacle_Twice_Throws()
    {
        var services = new ServiceCollection().AddParacle();

        Should.Throw<ConfigurationException>(() => services.AddParacle());
    }

    [Fact]
    public void AddParacle_TwoStores_ThrowsAndNamesBoth()
    {
        var error = Should.Throw<ConfigurationException>(() => new ServiceCollection().AddParacle(paracle => paracle.UseSqlite().UseInMemory()));

        error.Message.ShouldContain("UseSqlite");
        error.Message.ShouldContain("UseInMemory");
    }

    [Fact]
    public void AddParacle_TwoGrantPolicies_Throws() =>
        Should.Throw<ConfigurationException>(() => new ServiceCollection().AddParacle(paracle => paracle.UseGrants().AllowAll()));

    [Fact]
    public void AddParacle_TwoProvidersOfOneName_Throws() =>
        Should.Throw<ParacleException>(() => new ServiceCollection().AddParacle(paracle => paracle
            .AddProvider("echo", _ => new TestHost.Echo())
            .AddProvider("echo", _ => new TestHost.Echo())));

    [Fact]
    public async Task AddParacle_InAHost_StartsAndStopsWithIt()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddParacle(paracle => paracle.UseInMemory().AllowAll().AddProvider("echo", _ => new TestHost.Echo()));
        using var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<IAgentStore>().SaveAsync(TenantId.Default, Agent, expectedVersion: null, CancellationToken.None);
        var runtime = host.Services.GetRequiredService<IAgentRuntime>();

        (await runtime.RunAsync(new AgentRunRequest { Agent = "writer", Task = "Say hello." }, CancellationToken.None)).Text.ShouldBe("Say hello.");
        await host.StopAsync();

        await Should.ThrowAsync<UnavailableException>(() => runtime.RunAsync(new AgentRunRequest { Agent = "writer", Task = "Say hello." }, CancellationToken.None));
    }

    [Fact]
    public async Task AddParacle_NoTenantClaim_IsSingleTenant()
    {
        await using var host = new TestHost(_ => { });

        host.Get<ITenantResolver>().IsSingleTenant.ShouldBeTrue();
    }

    [Fact]
    public async Task UseTenantClaim_IsNotSingleTenant()
    {
        await using var host = new TestHost(paracle => paracle.UseTenantClaim("tid"));

        host.Get<ITenantResolver>().IsSingleTenant.ShouldBeFalse();
    }
}
