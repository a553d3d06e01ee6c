using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Paracle.Runtime.Tests.Doubles;
using Paracle.Testing;

namespace Paracle.Runtime.Tests.Agents;

public sealed class AgentCachingTests
{
    private static IAgentStore StoreOf(TestHost host) => host.Get<IAgentStore>();

    [Fact]
    public async Task Run_Again_TakesTheSpecFromTheCache()
    {
        await using var host = new TestHost();
        host.Model.Says("Done.");

        await host.RunAsync();
        await host.RunAsync();

        host.Agents.Reads.ShouldBe(1);
    }

    [Theory]
    [InlineData("helper")]
    [InlineData("parent")]
    [InlineData("grandparent")]
    public async Task Save_AgentOrAncestor_IsSeenByTheNextRun(string changed)
    {
        await using var host = new TestHost();
        host.Model.Says("Done.");
        host.Save(new AgentSpec { Name = "grandparent" });
        host.Save(new AgentSpec { Name = "parent", Parent = "grandparent" });
        host.Save(new AgentSpec { Name = "helper", Parent = "parent" });
        await host.RunAsync();

        var spec = (await StoreOf(host).FindAsync(TenantId.Default, changed, default))!.Value;
        await StoreOf(host).SaveAsync(TenantId.Default, spec with { Instructions = "New." }, null, default);
        await host.RunAsync();

        host.Model.Requests.Select(asked => asked.Options!.Instructions).ShouldBe([null, "New."]);
    }

    [Fact]
    public async Task Save_UnrelatedAgentOrTenant_LeavesTheCacheAlone()
    {
        await using var host = new TestHost();
        host.Model.Says("Done.");
        await host.RunAsync();

        await StoreOf(host).SaveAsync(TenantId.Default, new AgentSpec { Name = "another" }, null, default);
        await StoreOf(host).SaveAsync(new TenantId("other"), new AgentSpec { Name = "helper" }, null, default);
        await host.RunAsync();

        host.Agents.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Delete_Agent_IsSeenByTheNextRun()
    {
        await using var host = new TestHost();
        host.Model.Says("Done.");
        await host.RunAsync();

        (await StoreOf(host).DeleteAsync(TenantId.Default, "helper", null, default)).ShouldBeTrue();

        await Should.ThrowAsync<NotFoundException>(host.RunAsync());
    }

    [Fact]
    public async Task Save_OnAnotherHost_IsSeenAfterTheLifetime()
    {
        await using var host = new TestHost();
        host.Model.Says("Done.");
        await host.RunAsync();
        host.Save(new AgentSpec { Name = "helper", Instructions = "New." });

        host.Time.Advance(TimeSpan.FromSeconds(29.9));
        await host.RunAsync();
        host.Time.Advance(TimeSpan.FromSeconds(0.1));
        await host.RunAsync();

        host.Model.Requests.Select(asked => asked.Options!.Instructions).ShouldBe([null, null, "New."]);
    }

    [Fact]
    public async Task Save_WhileTheOldSpecIsRead_IsNotUndoneByItsCaching()
    {
        await using var host = new TestHost();
        host.Model.Says("Done.");
        host.Agents.AfterRead = async () =>
        {
            host.Agents.AfterRead = null;
            await StoreOf(host).SaveAsync(TenantId.Default, new AgentSpec { Name = "helper", Instructions = "New." }, null, default);
        };

        await host.RunAsync();
        await host.RunAsync();

        host.Model.Requests.Select(asked => asked.Options!.Instructions).ShouldBe([null, "New."]);
    }

    [Fact]
    public async Task Run_AfterASave_DoesNotJoinAReadFromBeforeIt()
    {
        await using var host = new TestHost();
        host.Model.Says("Done.");
        var (read, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        host.Agents.AfterRead = () =>
        {
            read.SetResult();
            return gate.Task;
        };
        var first = host.RunAsync();
        await read.Task.WaitAsync(Waiting.Limit);
        host.Agents.AfterRead = null;
        await StoreOf(host).SaveAsync(TenantId.Default, new AgentSpec { Name = "helper", Instructions = "New." }, null, default);

        await host.RunAsync().WaitAsync(Waiting.Limit);
        gate.SetResult();
        await first;
        await host.RunAsync();

        host.Model.Requests.Select(asked => asked.Options!.Instructions).ShouldBe(["New.", null, "New."]);
    }

    [Fact]
    public async Task Save_Fails_EvictsAllTheSame()
    {
        await using var host = new TestHost();
        host.Model.Says("Done.");
        await host.RunAsync();

        await Should.ThrowAsync<ConflictException>(
            StoreOf(host).SaveAsync(TenantId.Default, new AgentSpec { Name = "helper" }, expectedVersion: 77, default).AsTask());
        await host.RunAsync();

        host.Agents.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Store_Wrapped_PassesReadsThrough()
    {
        await using var host = new TestHost();

        (await StoreOf(host).FindAsync(TenantId.Default, "helper", default))!.Value.Name.ShouldBe("helper");
        (await StoreOf(host).GetLineageAsync(TenantId.Default, "helper", default)).Count.ShouldBe(1);
        (await StoreOf(host).ListAsync(TenantId.Default, new PageRequest(), default)).Items.Count.ShouldBe(1);
        await Should.ThrowAsync<InvalidInputException>(StoreOf(host).SaveAsync(TenantId.Default, new AgentSpec { Name = "*" }, null, default).AsTask());
        await Should.ThrowAsync<InvalidInputException>(StoreOf(host).DeleteAsync(TenantId.Default, "", null, default).AsTask());
    }

    [Fact]
    public async Task Cache_Fails_RunsFromTheStore()
    {
        await using var host = new TestHost();
        host.Services.Replace(ServiceDescriptor.Singleton<HybridCache>(new SickCache(() => throw new InvalidOperationException("canary"))));
        host.Model.Says("Done.");

        await host.RunAsync();
        await StoreOf(host).SaveAsync(TenantId.Default, new AgentSpec { Name = "helper", Instructions = "New." }, null, default);
        await host.RunAsync();

        host.Model.Requests.Select(asked => asked.Options!.Instructions).ShouldBe([null, "New."]);
        host.Logs.GetSnapshot().Where(record => record.Id.Id == 1001).ShouldAllBe(record => !record.Message.Contains("canary"));
        host.Logs.GetSnapshot().Count(record => record.Id.Id == 1001).ShouldBe(5);
    }

    [Fact]
    public async Task Cache_Hangs_RunsFromTheStoreAfterASecondAStep()
    {
        await using var host = new TestHost();
        host.Services.Replace(ServiceDescriptor.Singleton<HybridCache>(new SickCache(() => new TaskCompletionSource().Task)));
        host.Model.Says("Done.");

        var run = host.RunAsync();
        await host.Time.PassUntilAsync(run, TimeSpan.FromSeconds(1));

        (await run).Text.ShouldBe("Done.");
    }

    [Fact]
    public async Task Cache_HasASecondLayer_HoldsSpecsAsGeneratedJson()
    {
        var shared = new SharedCache();
        await using var first = new TestHost();
        await using var second = new TestHost();
        var spec = new AgentSpec { Name = "helper", Instructions = "Shared.", Temperature = 0.5f, Metadata = new Dictionary<string, string> { ["a"] = "b" } };
        first.Save(spec);
        foreach (var host in new[] { first, second })
        {
            host.Services.AddSingleton<IDistributedCache>(shared);
            host.Model.Says("Done.");
            await host.RunAsync();
        }

        second.Agents.Reads.ShouldBe(0);
        var options = second.Model.Requests.ShouldHaveSingleItem().Options!;
        (options.Instructions, options.Temperature).ShouldBe(("Shared.", 0.5f));
    }
}
