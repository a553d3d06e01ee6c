using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Paracle.AspNetCore.Tests.Doubles;

namespace Paracle.AspNetCore.Tests.Executions;

public sealed class ExecutionEndpointsTests
{
    [Fact]
    public async Task Get_Run_TellsAllOfIt()
    {
        await using var host = await new HttpHost().StartAsync();
        var id = (await host.RunAsync("Say it.").JsonAsync()).Text("execution_id");

        var execution = await host.SendAsync(HttpMethod.Get, "/api/v1/executions/" + id).JsonAsync();

        execution.Text("execution_id").ShouldBe(id);
        execution.Text("agent_id").ShouldBe("helper");
        execution.Text("status").ShouldBe("succeeded");
        execution.Text("subject").ShouldBe("anonymous");
        execution.Text("task").ShouldBe("Say it.");
        execution.Text("result").ShouldBe("Say it.");
        execution.GetProperty("usage").GetProperty("total_tokens").GetInt64().ShouldBe(15);
        execution.GetProperty("created_at").GetDateTimeOffset().ShouldBe(host.Time.GetUtcNow());
        execution.GetProperty("error").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Get_RunOfAnAgentThatTheCallerMayNotRead_IsNotFoundAsIfThereWereNone()
    {
        await using var host = await new HttpHost(allowAll: false).StartAsync();
        await host.GrantAsync("kim", GrantAction.Run, "helper");
        var id = (await host.SendAsync(HttpMethod.Post, "/api/v1/agents/run", HttpHost.Body("helper", "Hi"), "kim").JsonAsync()).Text("execution_id");

        var refused = await host.SendAsync(HttpMethod.Get, "/api/v1/executions/" + id, subject: "kim").ProblemAsync(HttpStatusCode.NotFound, ErrorCodes.NotFound);

        var missing = await host.SendAsync(HttpMethod.Get, "/api/v1/executions/" + ScriptedRuntime.Id, subject: "kim").ProblemAsync(HttpStatusCode.NotFound, ErrorCodes.NotFound);
        refused.Text("detail")!.Replace(id!, "", StringComparison.Ordinal).ShouldBe(missing.Text("detail")!.Replace(ScriptedRuntime.Id.ToString(), "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_Pages_ShowEveryRunOnceNewestFirst_WithoutTheirTexts()
    {
        await using var host = await new HttpHost().StartAsync();
        var ids = new List<string>();
        for (var run = 0; run < 5; run++)
        {
            ids.Insert(0, (await host.RunAsync().JsonAsync()).Text("execution_id")!);
            host.Time.Advance(TimeSpan.FromMinutes(1));
        }

        var first = await host.SendAsync(HttpMethod.Get, "/api/v1/executions?limit=3").JsonAsync();
        var second = await host.SendAsync(HttpMethod.Get, "/api/v1/executions?limit=3&cursor=" + first.Text("next_cursor")).JsonAsync();

        first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).Select(item => item.Text("execution_id")).ShouldBe(ids);
        second.Text("next_cursor").ShouldBeNull();
        first.GetProperty("items")[0].Text("task").ShouldBeNull();
        first.GetProperty("items")[0].Text("result").ShouldBeNull();
    }

    [Theory]
    [InlineData("?status=succeeded", 2)]
    [InlineData("?status=timed_out", 0)]
    [InlineData("?agent_id=helper", 2)]
    [InlineData("?agent_id=other", 0)]
    [InlineData("?from=2026-01-15T12:01:00Z", 1)]
    [InlineData("?to=2026-01-15T13:01:00%2B01:00", 1)]
    [InlineData("?from=2026-01-15&to=2026-01-16", 2)]
    [InlineData("?from=2026-01-15T12:00:00.001Z&status=succeeded&agent_id=helper", 1)]
    public async Task List_Filters_Narrow(string query, int count)
    {
        await using var host = await new HttpHost().StartAsync();
        await host.RunAsync();
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await host.RunAsync();

        var page = await host.SendAsync(HttpMethod.Get, "/api/v1/executions" + query).JsonAsync();

        page.GetProperty("items").GetArrayLength().ShouldBe(count);
    }

    [Fact]
    public async Task List_CallerMayReadSomeAgents_ShowsOnlyTheirRuns()
    {
        await using var host = await new HttpHost(allowAll: false).StartAsync();
        await host.Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = "secret" }, null, default);
        await host.GrantAsync("boss", GrantAction.Run, GrantResource.Any);
        await host.GrantAsync("kim", GrantAction.Read, "helper");
        foreach (var agent in new[] { "helper", "secret", "secret", "helper", "secret" })
        {
            await host.SendAsync(HttpMethod.Post, "/api/v1/agents/run", HttpHost.Body(agent, "Hi"), "boss");
        }

        var page = await host.SendAsync(HttpMethod.Get, "/api/v1/executions?limit=2", subject: "kim").JsonAsync();

        page.GetProperty("items").EnumerateArray().Select(item => item.Text("agent_id")).ShouldBe(["helper", "helper"]);
        (await host.SendAsync(HttpMethod.Get, "/api/v1/executions", subject: "boss").JsonAsync()).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Cancel_EndedRun_StaysAsItIs()
    {
        await using var host = await new HttpHost().StartAsync();
        var id = (await host.RunAsync().JsonAsync()).Text("execution_id");

        (await host.SendAsync(HttpMethod.Post, $"/api/v1/executions/{id}/cancel").JsonAsync()).Text("status").ShouldBe("succeeded");
    }

    [Fact]
    public async Task Cancel_WithTheGrantToRunOnly_ShowsNoTexts()
    {
        await using var host = await new HttpHost(allowAll: false).StartAsync();
        await host.GrantAsync("kim", GrantAction.Run, "helper");
        await host.GrantAsync("eve", GrantAction.Read, "helper");
        var id = (await host.SendAsync(HttpMethod.Post, "/api/v1/agents/run", HttpHost.Body("helper", "Hi"), "kim").JsonAsync()).Text("execution_id");

        var cancelled = await host.SendAsync(HttpMethod.Post, $"/api/v1/executions/{id}/cancel", subject: "kim").JsonAsync();

        cancelled.Text("result").ShouldBeNull();
        await host.SendAsync(HttpMethod.Post, $"/api/v1/executions/{id}/cancel", subject: "eve").ProblemAsync(HttpStatusCode.NotFound, ErrorCodes.NotFound);
    }

    [Fact]
    public async Task Runs_OfAnotherTenant_AreNotThere()
    {
        await using var host = new HttpHost();
        host.Services.AddSingleton<ITenantResolver>(new ClaimsTenantResolver(TestAuthentication.TenantClaim));
        await host.StartAsync();
        foreach (var tenant in new[] { "red", "blue" })
        {
            (await host.SendAsync(HttpMethod.Put, "/api/v1/agents/helper", "{}", "kim@" + tenant)).StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        var id = (await host.SendAsync(HttpMethod.Post, "/api/v1/agents/run", HttpHost.Body("helper", "Hi"), "kim@red").JsonAsync()).Text("execution_id");

        (await host.SendAsync(HttpMethod.Get, "/api/v1/executions/" + id, subject: "kim@red")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await host.SendAsync(HttpMethod.Get, "/api/v1/executions/" + id, subject: "kim@blue")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.SendAsync(HttpMethod.Post, $"/api/v1/executions/{id}/cancel", subject: "kim@blue")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await host.SendAsync(HttpMethod.Get, "/api/v1/executions", subject: "kim@blue").JsonAsync()).GetProperty("items").GetArrayLength().ShouldBe(0);
    }
}
