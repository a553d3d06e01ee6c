using System.Net;
using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Paracle.AspNetCore.Tests.Doubles;
using Paracle.Testing;

namespace Paracle.AspNetCore.Tests.Streams;

public sealed class StreamEndpointTests
{
    private const string Path = "/api/v1/agents/run/stream";

    private static readonly AgentEvent.Completed Completed = new(ScriptedRuntime.Result);

    [Fact]
    public async Task Stream_OfARun_TellsItsEventsInOrderWithIds()
    {
        await using var host = new HttpHost();
        host.Model.Speaks = (_, _) => TestModel.Pieces("One ", "two.");
        await host.StartAsync();

        using var answer = await OpenAsync(host);
        var events = await ReadAsync(answer);

        events.Select(item => item.Type).ShouldBe(["started", "text", "text", "usage", "completed"]);
        events.Select(item => item.Id).ShouldBe(["1", "2", "3", "4", "5"]);
        events[1].Data.ShouldBe("""{"text":"One "}""");
        events[3].Data.ShouldBe("""{"input_tokens":10,"output_tokens":5,"total_tokens":15}""");
        events[4].Json.Names().ShouldBe(["execution_id", "status", "result", "usage", "cached"]);
        events[4].Json.Text("result").ShouldBe("One two.");
        events[4].Json.Text("execution_id").ShouldBe(events[0].Json.Text("execution_id"));
    }

    [Fact]
    public async Task Stream_Headers_KeepItFromBeingHeldBack()
    {
        await using var host = await new HttpHost().StartAsync();

        using var answer = await OpenAsync(host);

        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
        answer.Headers.CacheControl!.NoTransform.ShouldBeTrue();
        answer.Headers.CacheControl.NoCache.ShouldBeTrue();
        answer.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
    }

    [Fact]
    public async Task Stream_EveryKindOfEvent_HasItsForm()
    {
        var runtime = new ScriptedRuntime();
        await using var host = await new HttpHost().With(runtime).StartAsync();
        runtime.Tell(
            new AgentEvent.Started(ScriptedRuntime.Id),
            new AgentEvent.ToolCall("c1", "search", """{"q":"x"}"""),
            new AgentEvent.ToolResult("c1", "search", "found\nit", IsError: true),
            new AgentEvent.Usage(TokenUsage.Unknown),
            new AgentEvent.Failed(ScriptedRuntime.Id, ExecutionState.TimedOut, ErrorCodes.TimeLimit, "It took too long."));
        runtime.End();

        var events = await ReadAsync(await OpenAsync(host));

        events.Select(item => $"{item.Type} {item.Data}").ShouldBe(
        [
            $$"""started {"execution_id":"{{ScriptedRuntime.Id}}"}""",
            """tool_call {"call_id":"c1","tool":"search","arguments":"{\"q\":\"x\"}"}""",
            """tool_result {"call_id":"c1","tool":"search","result":"found\nit","is_error":true}""",
            """usage {"input_tokens":null,"output_tokens":null,"total_tokens":null}""",
            $$"""failed {"execution_id":"{{ScriptedRuntime.Id}}","status":"timed_out","code":"time_limit","detail":"It took too long."}""",
        ]);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\r\nb\r")]
    [InlineData("\n\n")]
    [InlineData("\r")]
    [InlineData(" leading and trailing ")]
    [InlineData("data: forged\n\nevent: completed\ndata: {}\n\n")]
    [InlineData("line\u2028separator\u2029paragraph\u0085next")]
    [InlineData("\uFEFFmark")]
    [InlineData("tab\tquote\"back\\slash/<script>&'")]
    [InlineData("😀 \u0001 \u001F \u007F")]
    [InlineData(":")]
    public async Task Stream_AwkwardText_ComesThroughAsItIs(string text)
    {
        var runtime = new ScriptedRuntime();
        await using var host = await new HttpHost().With(runtime).StartAsync();
        runtime.Tell(new AgentEvent.Started(ScriptedRuntime.Id), new AgentEvent.Text(text), Completed);
        runtime.End();

        using var answer = await OpenAsync(host);
        var bytes = await answer.Content.ReadAsByteArrayAsync();

        var events = await ServerEvent.ReadAsync(new MemoryStream(bytes)).ToListAsync();
        events.Select(item => item.Type).ShouldBe(["started", "text", "completed"]);
        events[1].Json.Text("text").ShouldBe(text);

        // The platform's parser agrees with ours.
        var items = await SseParser.Create(new MemoryStream(bytes)).EnumerateAsync().ToListAsync();
        items.Select(item => (item.EventType, item.Data)).ShouldBe(events.Select(item => (item.Type, item.Data)));
    }

    [Fact]
    public async Task Stream_CharacterSplitBetweenPieces_IsMadeWhole()
    {
        var runtime = new ScriptedRuntime();
        await using var host = await new HttpHost().With(runtime).StartAsync();
        runtime.Tell(
            new AgentEvent.Started(ScriptedRuntime.Id),
            new AgentEvent.Text("a\uD83D"), new AgentEvent.Text("\uDE00b"),
            new AgentEvent.Text("\uD83D"), new AgentEvent.Text("\uDE01"),
            new AgentEvent.Text("c\uD83D"), new AgentEvent.Usage(TokenUsage.None),
            new AgentEvent.Text("\uDE00d"), Completed);
        runtime.End();

        var events = await ReadAsync(await OpenAsync(host));

        events.Where(item => item.Type == "text").Select(item => item.Json.Text("text")).ShouldBe(["a", "😀b", "😁", "c", "\uFFFD", "\uFFFDd"]);
    }

    [Fact]
    public async Task Stream_Event_IsSentAtOnce()
    {
        var runtime = new ScriptedRuntime();
        await using var host = await new HttpHost().With(runtime).StartAsync();
        runtime.Tell(new AgentEvent.Started(ScriptedRuntime.Id));
        using var answer = await OpenAsync(host);
        var events = ServerEvent.ReadAsync(await answer.Content.ReadAsStreamAsync()).GetAsyncEnumerator();

        // Each is told only after the one before was read: one that is held back would never come.
        (await events.MoveNextAsync()).ShouldBeTrue();
        foreach (var text in new[] { "one", "two", "three" })
        {
            runtime.Tell(new AgentEvent.Text(text));
            (await events.MoveNextAsync()).ShouldBeTrue();
            events.Current.Json.Text("text").ShouldBe(text);
        }

        runtime.End();
        (await events.MoveNextAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Stream_Silence_IsFilledWithHeartbeats()
    {
        var runtime = new ScriptedRuntime();
        await using var host = await new HttpHost(options => options.HeartbeatInterval = TimeSpan.FromSeconds(10)).With(runtime).StartAsync();
        runtime.Tell(new AgentEvent.Started(ScriptedRuntime.Id));
        using var answer = await OpenAsync(host);
        var events = ServerEvent.ReadAsync(await answer.Content.ReadAsStreamAsync()).GetAsyncEnumerator();
        (await events.MoveNextAsync()).ShouldBeTrue();

        for (var beat = 0; beat < 3; beat++)
        {
            var move = events.MoveNextAsync().AsTask();
            await Waiting.UntilAsync(() =>
            {
                host.Time.Advance(TimeSpan.FromSeconds(1));
                return move.IsCompleted;
            });
            events.Current.Type.ShouldBe("heartbeat");
            events.Current.Data.ShouldBe("{}");
            events.Current.Id.ShouldBe("1");
        }

        runtime.Tell(new AgentEvent.Text("after"));
        runtime.End();
        var rest = new List<ServerEvent>();
        while (await events.MoveNextAsync())
        {
            rest.Add(events.Current);
        }

        rest.Last().Data.ShouldBe("""{"text":"after"}""");
    }

    [Fact]
    public async Task Stream_RuntimeFailsMidway_EndsWithTheErrorAsItsLastEvent()
    {
        var runtime = new ScriptedRuntime();
        await using var host = await new HttpHost().With(runtime).StartAsync();
        runtime.Tell(new AgentEvent.Started(ScriptedRuntime.Id), new AgentEvent.Text("half"));
        runtime.End(new UnavailableException("The store at db.internal is away.") { ExecutionId = ScriptedRuntime.Id });

        var events = await ReadAsync(await OpenAsync(host));

        events.Select(item => item.Type).ShouldBe(["started", "text", "failed"]);
        events[2].Json.Text("code").ShouldBe(ErrorCodes.Unavailable);
        events[2].Json.Text("execution_id").ShouldBe(ScriptedRuntime.Id.ToString());
        events[2].Data.ShouldNotContain("db.internal");
    }

    [Fact]
    public async Task Stream_LastEventId_IsIgnored()
    {
        await using var host = await new HttpHost().StartAsync();

        using var answer = await OpenAsync(host, ("Last-Event-ID", "3"));

        (await ReadAsync(answer))[0].Id.ShouldBe("1");
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task Stream_ClientGoes_CancelsTheModelCallAndStoresTheEnd(HttpProtocols protocol)
    {
        await using var host = new HttpHost { Protocols = protocol };
        host.Model.Speaks = (_, token) => TestModel.SilenceAsync(token);
        await host.StartAsync();
        var answer = await OpenAsync(host);
        await Waiting.UntilAsync(() => !host.Model.Calls.IsEmpty);

        answer.Dispose();

        await Waiting.UntilAsync(() => host.Model.Calls.Single().IsCancellationRequested);
        await Waiting.UntilAsync(async () => (await host.OnlyExecutionAsync()).State.IsTerminal());
        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.Cancelled);
        host.Logs.GetSnapshot().ShouldNotContain(record => record.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task Stream_HostThatCompressesEverything_LeavesItAlone()
    {
        await using var host = new HttpHost();
        host.Services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "text/event-stream"];
        });
        host.Before = application => application.UseResponseCompression();
        await host.StartAsync();

        using var answer = await OpenAsync(host, ("Accept-Encoding", "br, gzip"));

        answer.Content.Headers.ContentEncoding.ShouldBeEmpty();
        (await ReadAsync(answer)).Last().Type.ShouldBe("completed");
    }

    [Fact]
    public async Task Stream_OverHttp2_TellsTheSame()
    {
        await using var host = await new HttpHost { Protocols = HttpProtocols.Http2 }.StartAsync();

        using var answer = await OpenAsync(host);

        answer.Version.ShouldBe(HttpVersion.Version20);
        (await ReadAsync(answer)).Select(item => item.Type).ShouldBe(["started", "text", "usage", "completed"]);
    }

    [Fact]
    public async Task Stream_TenantHasItsMostOpen_IsRefusedUntilOneEnds()
    {
        var runtime = new ScriptedRuntime();
        await using var host = await new HttpHost(options => options.MaxStreamsPerTenant = 1).With(runtime).StartAsync();
        runtime.Tell(new AgentEvent.Started(ScriptedRuntime.Id));
        using (await OpenAsync(host))
        {
            using var refused = await host.SendAsync(HttpMethod.Post, Path, HttpHost.Body("helper", "Hi"));
            await refused.ProblemAsync(HttpStatusCode.TooManyRequests, ErrorCodes.RateLimited);
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        await runtime.Left.Task.WaitAsync(Waiting.Limit);
        runtime.Tell(new AgentEvent.Started(ScriptedRuntime.Id));
        await Waiting.UntilAsync(async () =>
        {
            using var request = host.Request(HttpMethod.Post, Path, HttpHost.Body("helper", "Hi"));
            using var answer = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            return answer.StatusCode == HttpStatusCode.OK;
        });
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpHost host, params (string Name, string Value)[] headers)
    {
        using var request = host.Request(HttpMethod.Post, Path, HttpHost.Body("helper", Texts.Awkward), headers: headers);
        var answer = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return answer;
    }

    private static async Task<List<ServerEvent>> ReadAsync(HttpResponseMessage answer) =>
        await ServerEvent.ReadAsync(await answer.Content.ReadAsStreamAsync()).ToListAsync();
}
