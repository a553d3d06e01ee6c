using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Paracle.Simulation;
using Paracle.Testing;

namespace Paracle.Integration.Tests.Server;

/// <summary>The production-shaped server on PostgreSQL through PgBouncer, Redis and the model server.</summary>
[Trait("Category", "Slow")]
public sealed class ServerTests : IAsyncLifetime
{
    private readonly string _schema = $"server_{Guid.NewGuid():N}";
    private ModelServer _model = null!;
    private TcpRelay _postgres = null!;
    private TcpRelay _redis = null!;

    public async ValueTask InitializeAsync()
    {
        _model = await ModelServer.StartAsync();
        _postgres = new TcpRelay(PortOf(TestServers.PgBouncer, "Port=(?<port>[0-9]+)"));
        _redis = new TcpRelay(PortOf(TestServers.Redis, ":(?<port>[0-9]+)"));
    }

    public async ValueTask DisposeAsync()
    {
        await _model.DisposeAsync();
        await _postgres.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task RunAndStream_OverHttp_Answer()
    {
        await using var server = await StartAsync();
        await server.SaveAgentAsync();

        using var answer = await server.RunAsync("Say hello.");
        using var stream = await server.Http.PostAsJsonAsync("/api/v1/agents/run/stream", new { agent_id = ServerProcess.Agent, task = "Say hello." });

        var run = await answer.Content.ReadFromJsonAsync<JsonElement>();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, run.ToString() + server.Output);
        run.GetProperty("cached").GetBoolean().ShouldBeFalse();
        run.GetProperty("result").GetString().ShouldNotBeNullOrEmpty();
        var events = await stream.Content.ReadAsStringAsync();
        events.ShouldContain("event: started");
        events.ShouldContain("event: completed");
        var stored = await server.GetAsync($"/api/v1/executions/{run.GetProperty("execution_id").GetString()}");
        stored.GetProperty("status").GetString().ShouldBe("succeeded", StringCompareShould.IgnoreCase);
        var metrics = await server.Http.GetStringAsync("/metrics");
        foreach (var histogram in new[] { "http_server_request_duration", "db_client_operation_duration", "gen_ai_client_operation_duration", "paracle_cache_operation_duration" })
        {
            metrics.ShouldContain(histogram + "_seconds_bucket");
        }
    }

    [Fact]
    public async Task Run_OnAThousandConnections_NoneFails()
    {
        await using var server = await StartAsync();
        await server.SaveAgentAsync();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async i =>
        {
            using var answer = await server.RunAsync($"Task {i}");
            return answer.StatusCode;
        }));

        statuses.ShouldAllBe(status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Kill_InMidRun_LosesNoRow()
    {
        const int Runs = 20;
        _model.Responder = _ => ModelReply.Text("never told") with { Fault = StreamFault.StallAfter(0) };
        await using (var server = await StartAsync())
        {
            await server.SaveAgentAsync();
            var runs = Enumerable.Range(0, Runs).Select(i => server.RunAsync($"Task {i}")).ToList();
            await _model.Counters.WaitForInFlightAsync(Runs, Waiting.Limit);
            await server.KillAsync();
            await Task.WhenAll(runs).ContinueWith(_ => { }, TaskScheduler.Default);
            runs.ShouldAllBe(run => run.IsFaulted);
        }

        await using var next = await StartAsync();
        var listed = await next.GetAsync("/api/v1/executions?limit=100");

        listed.GetProperty("items").EnumerateArray().Count(row => string.Equals(row.GetProperty("status").GetString(), "running", StringComparison.OrdinalIgnoreCase)).ShouldBe(Runs);
    }

    [Fact]
    public async Task Redis_Away_AnswersGoOn()
    {
        await using var server = await StartAsync();
        await server.SaveAgentAsync();
        (await server.RunAsync("Before.")).StatusCode.ShouldBe(HttpStatusCode.OK);

        _redis.Cut();
        for (var i = 0; i < 20; i++)
        {
            using var answer = await server.RunAsync($"Away {i}");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        }

        _redis.Mend();
        (await server.RunAsync("After.")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Postgres_Away_IsAClear503_AndComesBackWithoutARestart()
    {
        await using var server = await StartAsync();
        await server.SaveAgentAsync();
        await WaitForAsync(server, "/health/ready", HttpStatusCode.OK);

        _postgres.Cut();
        using var refused = await server.RunAsync("Away.");

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, server.Output);
        refused.Content.Headers.ContentType.ShouldNotBeNull(refused.ToString() + await refused.Content.ReadAsStringAsync() + server.Output);
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe("unavailable");
        problem.ToString().ShouldNotContain("Password", Case.Insensitive);
        await WaitForAsync(server, "/health/ready", HttpStatusCode.ServiceUnavailable);
        (await server.Http.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);

        _postgres.Mend();
        await WaitForAsync(server, "/health/ready", HttpStatusCode.OK);
        using var answer = await server.RunAsync("Back.");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Client_LeavesItsStream_AbortsTheModelCall()
    {
        _model.Responder = _ => ModelReply.Text("one two three") with { Fault = StreamFault.StallAfter(1) };
        await using var server = await StartAsync();
        await server.SaveAgentAsync();

        using (var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/agents/run/stream") { Content = JsonContent.Create(new { agent_id = ServerProcess.Agent, task = "Stream." }) })
        using (await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            await _model.Counters.WaitForInFlightAsync(1, Waiting.Limit);
        }

        // The promise is one second; a timing decides no test, so this waits for the fact.
        await _model.Counters.WaitForAbortedAsync(1, Waiting.Limit);
    }

    private static int PortOf(string text, string pattern) =>
        int.Parse(Regex.Match(text, pattern, RegexOptions.ExplicitCapture, Waiting.Limit).Groups["port"].Value, CultureInfo.InvariantCulture);

    private static Task WaitForAsync(ServerProcess server, string path, HttpStatusCode status) => Waiting.UntilAsync(async () =>
    {
        using var answer = await server.Http.GetAsync(path);
        return answer.StatusCode == status;
    });

    [Fact]
    public async Task Run_TheSameAgain_IsCachedAndTakesNoTokens()
    {
        await using var server = await StartAsync(KeyValuePair.Create<string, string?>("Paracle__ResponseCache__Lifetime", "01:00:00"));
        using var saved = await server.Http.PutAsJsonAsync($"/api/v1/agents/{ServerProcess.Agent}", new { instructions = "Be brief.", temperature = 0 });
        saved.IsSuccessStatusCode.ShouldBeTrue(await saved.Content.ReadAsStringAsync() + server.Output);

        var first = await (await server.RunAsync("Say hello.")).Content.ReadFromJsonAsync<JsonElement>();
        var calls = _model.Counters.Current.Received;
        var again = await (await server.RunAsync("Say hello.")).Content.ReadFromJsonAsync<JsonElement>();

        (first.GetProperty("cached").GetBoolean(), again.GetProperty("cached").GetBoolean()).ShouldBe((false, true));
        again.GetProperty("result").GetString().ShouldBe(first.GetProperty("result").GetString());
        first.GetProperty("usage").GetProperty("total_tokens").GetInt64().ShouldBeGreaterThan(0);
        again.GetProperty("usage").GetProperty("total_tokens").GetInt64().ShouldBe(0);
        _model.Counters.Current.Received.ShouldBe(calls);
        var stored = await server.GetAsync($"/api/v1/executions/{again.GetProperty("execution_id").GetString()}");
        stored.GetProperty("status").GetString().ShouldBe("succeeded", StringCompareShould.IgnoreCase);
    }

    private Task<ServerProcess> StartAsync(params KeyValuePair<string, string?>[] more) => ServerProcess.StartAsync(new Dictionary<string, string?>(more, StringComparer.Ordinal)
    {
        ["ConnectionStrings__Paracle"] = Regex.Replace(TestServers.PgBouncer, "Port=[0-9]+", $"Port={_postgres.Port}", RegexOptions.None, Waiting.Limit),
        ["ConnectionStrings__Redis"] = $"127.0.0.1:{_redis.Port}",
        ["Paracle__Postgres__Schema"] = _schema,
        ["Paracle__Postgres__Pooling"] = "PgBouncerTransaction",
        ["Paracle__Postgres__PoolWaitTimeout"] = "00:01:30",
        ["Paracle__Postgres__HostLease"] = "01:00:00", // what a killed one left is looked at, and must not have been closed by then
        ["Paracle__Providers__openai__BaseUrl"] = _model.OpenAIEndpoint.ToString(),
        ["Paracle__Providers__openai__ApiKey"] = "test-key",
        ["Paracle__Providers__openai__Model"] = "test-model",
        ["Paracle__Authorization"] = "AllowAll",
        ["Paracle__RateLimit__PermitsPerMinute"] = "1000000",
    });
}
