using System.Net;
using Paracle.AspNetCore.Tests.Doubles;

namespace Paracle.AspNetCore.Tests.Agents;

public sealed class AgentEndpointsTests
{
    private const string Spec = """{"instructions":"Be brief.","temperature":0.5,"tools":["search"],"metadata":{"team":"a"},"unknown":1}""";

    [Fact]
    public async Task Put_NewAgent_CreatesIt()
    {
        await using var host = await new HttpHost().StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Put, "/api/v1/agents/writer", Spec);

        var agent = await answer.JsonAsync(HttpStatusCode.Created);
        answer.Headers.Location!.OriginalString.ShouldBe("/api/v1/agents/writer");
        answer.Headers.ETag!.IsWeak.ShouldBeFalse();
        agent.Text("agent_id").ShouldBe("writer");
        agent.Text("instructions").ShouldBe("Be brief.");
        agent.GetProperty("temperature").GetDouble().ShouldBe(0.5);
        agent.GetProperty("tools").GetRawText().ShouldBe("""["search"]""");
        agent.GetProperty("version").GetInt64().ShouldBe(1);
        var read = await host.SendAsync(HttpMethod.Get, "/api/v1/agents/writer").JsonAsync();
        read.GetRawText().ShouldBe(agent.GetRawText());
    }

    [Fact]
    public async Task Put_WhatWasRead_ChangesNothingButTheVersion()
    {
        await using var host = await new HttpHost().StartAsync();
        await host.SendAsync(HttpMethod.Put, "/api/v1/agents/writer", Spec);
        var read = await host.SendAsync(HttpMethod.Get, "/api/v1/agents/writer").JsonAsync();

        var saved = await host.SendAsync(HttpMethod.Put, "/api/v1/agents/writer", read.GetRawText()).JsonAsync();

        saved.GetProperty("version").GetInt64().ShouldBe(2);
        foreach (var name in saved.Names().Except(["version", "updated_at"]))
        {
            saved.GetProperty(name).GetRawText().ShouldBe(read.GetProperty(name).GetRawText());
        }
    }

    [Fact]
    public async Task Put_AgentNamedAsAnotherRoute_IsAnAgentAllTheSame()
    {
        await using var host = await new HttpHost().StartAsync();

        (await host.SendAsync(HttpMethod.Put, "/api/v1/agents/run", "{}").JsonAsync(HttpStatusCode.Created)).Text("agent_id").ShouldBe("run");

        (await host.SendAsync(HttpMethod.Get, "/api/v1/agents/run").JsonAsync()).Text("agent_id").ShouldBe("run");
    }

    [Fact]
    public async Task Delete_Agent_IsGone()
    {
        await using var host = await new HttpHost().StartAsync();

        (await host.SendAsync(HttpMethod.Delete, "/api/v1/agents/helper")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await host.SendAsync(HttpMethod.Get, "/api/v1/agents/helper").ProblemAsync(HttpStatusCode.NotFound, ErrorCodes.NotFound);
        await host.SendAsync(HttpMethod.Delete, "/api/v1/agents/helper").ProblemAsync(HttpStatusCode.NotFound, ErrorCodes.NotFound);
    }

    [Fact]
    public async Task Delete_AgentThatOthersInheritFrom_IsAConflict()
    {
        await using var host = await new HttpHost().StartAsync();
        await host.SendAsync(HttpMethod.Put, "/api/v1/agents/heir", """{"parent":"helper"}""");
        var tag = await TagAsync(host, "helper");

        // Its precondition holds: the conflict is another.
        await host.SendAsync(HttpMethod.Delete, "/api/v1/agents/helper", headers: ("If-Match", tag)).ProblemAsync(HttpStatusCode.Conflict, ErrorCodes.Conflict);
    }

    [Fact]
    public async Task Put_CurrentTag_IsSaved_AndAStaleOneIsNot()
    {
        await using var host = await new HttpHost().StartAsync();
        var tag = await TagAsync(host, "helper");

        (await host.SendAsync(HttpMethod.Put, "/api/v1/agents/helper", """{"model":"first"}""", headers: ("If-Match", tag))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await host.SendAsync(HttpMethod.Put, "/api/v1/agents/helper", """{"model":"second"}""", headers: ("If-Match", tag))
            .ProblemAsync(HttpStatusCode.PreconditionFailed, "precondition_failed");
        await host.SendAsync(HttpMethod.Delete, "/api/v1/agents/helper", headers: ("If-Match", tag))
            .ProblemAsync(HttpStatusCode.PreconditionFailed, "precondition_failed");

        (await host.SendAsync(HttpMethod.Get, "/api/v1/agents/helper").JsonAsync()).Text("model").ShouldBe("first");
    }

    [Fact]
    public async Task Put_TagOfADeletedAgentOfTheSameName_IsStale()
    {
        await using var host = await new HttpHost().StartAsync();
        var tag = await TagAsync(host, "helper");
        await host.SendAsync(HttpMethod.Delete, "/api/v1/agents/helper");
        host.Time.Advance(TimeSpan.FromMilliseconds(1));
        await host.SendAsync(HttpMethod.Put, "/api/v1/agents/helper", """{"model":"anew"}""");

        await host.SendAsync(HttpMethod.Put, "/api/v1/agents/helper", """{"model":"late"}""", headers: ("If-Match", tag))
            .ProblemAsync(HttpStatusCode.PreconditionFailed, "precondition_failed");
    }

    [Theory]
    [InlineData("helper", "If-None-Match", "*", HttpStatusCode.PreconditionFailed)]
    [InlineData("fresh", "If-None-Match", "*", HttpStatusCode.Created)]
    [InlineData("helper", "If-Match", "*", HttpStatusCode.OK)]
    [InlineData("fresh", "If-Match", "*", HttpStatusCode.PreconditionFailed)]
    [InlineData("helper", "If-Match", "\"nonsense\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("helper", "If-Match", "unquoted", HttpStatusCode.BadRequest)]
    [InlineData("helper", "If-None-Match", "\"nonsense\"", HttpStatusCode.OK)]
    public async Task Put_Precondition_Decides(string agent, string header, string value, HttpStatusCode status)
    {
        await using var host = await new HttpHost().StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Put, "/api/v1/agents/" + agent, "{}", headers: (header, value));

        answer.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Put_WeakTag_NeverMatches_AndOneOfSeveralDoes()
    {
        await using var host = await new HttpHost().StartAsync();
        var tag = await TagAsync(host, "helper");

        (await host.SendAsync(HttpMethod.Put, "/api/v1/agents/helper", "{}", headers: ("If-Match", "W/" + tag))).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await host.SendAsync(HttpMethod.Put, "/api/v1/agents/helper", "{}", headers: ("If-Match", $"\"other\", {tag}"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Put_ManyRacersWithOneTag_OneWins()
    {
        await using var host = await new HttpHost().StartAsync();
        var tag = await TagAsync(host, "helper");

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(racer =>
            host.SendAsync(HttpMethod.Put, "/api/v1/agents/helper", $$"""{"model":"m{{racer}}"}""", headers: ("If-Match", tag))));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(15);
    }

    [Fact]
    public async Task Get_CurrentTag_IsNotSentAgain()
    {
        await using var host = await new HttpHost().StartAsync();
        var tag = await TagAsync(host, "helper");

        using var answer = await host.SendAsync(HttpMethod.Get, "/api/v1/agents/helper", headers: ("If-None-Match", tag));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        answer.Headers.ETag!.Tag.ShouldBe(tag);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_Pages_ShowEveryAgentOnceInOrder()
    {
        await using var host = await new HttpHost().StartAsync();
        string[] names = [.. Enumerable.Range(0, 7).Select(number => $"a{number}"), "helper"];
        foreach (var name in names)
        {
            await host.SendAsync(HttpMethod.Put, "/api/v1/agents/" + name, "{}");
        }

        (await ListAsync(host, 3)).ShouldBe(names);
    }

    [Fact]
    public async Task List_CallerMayReadSome_PagesShowThoseAndNothingOfTheOthers()
    {
        await using var host = await new HttpHost(allowAll: false).StartAsync();
        for (var number = 0; number < 40; number++)
        {
            await host.Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = $"secret{number:D2}" }, null, default);
            await host.Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = $"open{number:D2}" }, null, default);
        }

        for (var number = 0; number < 40; number += 3)
        {
            await host.GrantAsync("kim", GrantAction.Read, $"open{number:D2}");
        }

        await host.GrantAsync("kim", GrantAction.Manage, "secret01");
        await host.GrantAsync("kim", GrantAction.Read, "secret39");

        string[] readable = [.. Enumerable.Range(0, 14).Select(number => $"open{number * 3:D2}"), "secret39"];
        (await ListAsync(host, 4, "kim")).ShouldBe(readable);
        (await ListAsync(host, 1000, "kim")).ShouldBe(readable);
        (await ListAsync(host, 50, "nobody")).ShouldBeEmpty();
    }

    [Fact]
    public async Task EveryAction_WithoutItsGrant_IsRefusedWhetherTheAgentExistsOrNot()
    {
        await using var host = await new HttpHost(allowAll: false).StartAsync();
        await host.GrantAsync("reader", GrantAction.Read, GrantResource.Any);

        foreach (var name in new[] { "helper", "missing" })
        {
            var path = "/api/v1/agents/" + name;
            await host.SendAsync(HttpMethod.Get, path, subject: "stranger").ProblemAsync(HttpStatusCode.Forbidden, ErrorCodes.AccessDenied);
            await host.SendAsync(HttpMethod.Put, path, "{}", "reader").ProblemAsync(HttpStatusCode.Forbidden, ErrorCodes.AccessDenied);
            await host.SendAsync(HttpMethod.Put, path, "{}", "reader", ("If-Match", "\"1\"")).ProblemAsync(HttpStatusCode.Forbidden, ErrorCodes.AccessDenied);
            await host.SendAsync(HttpMethod.Delete, path, subject: "reader").ProblemAsync(HttpStatusCode.Forbidden, ErrorCodes.AccessDenied);
        }

        (await host.SendAsync(HttpMethod.Get, "/api/v1/agents/missing", subject: "reader")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Put_ParentThatTheCallerMayNotRead_IsRefusedWhetherItExistsOrNot()
    {
        await using var host = await new HttpHost(allowAll: false).StartAsync();
        await host.GrantAsync("kim", GrantAction.Manage, "mine");

        foreach (var parent in new[] { "helper", "missing" })
        {
            await host.SendAsync(HttpMethod.Put, "/api/v1/agents/mine", $$"""{"parent":"{{parent}}"}""", "kim")
                .ProblemAsync(HttpStatusCode.Forbidden, ErrorCodes.AccessDenied);
        }
    }

    private static async Task<string> TagAsync(HttpHost host, string agent)
    {
        using var answer = await host.SendAsync(HttpMethod.Get, "/api/v1/agents/" + agent);
        return answer.Headers.ETag!.Tag;
    }

    private static async Task<List<string>> ListAsync(HttpHost host, int limit, string? subject = null)
    {
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var path = $"/api/v1/agents?limit={limit}" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor));
            var page = await host.SendAsync(HttpMethod.Get, path, subject: subject).JsonAsync();
            page.GetProperty("items").GetArrayLength().ShouldBeLessThanOrEqualTo(limit);
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Text("agent_id")!));
            cursor = page.Text("next_cursor");
        }
        while (cursor is not null);
        return names;
    }
}
