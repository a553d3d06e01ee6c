using System.Text.Json;
using Microsoft.Extensions.AI;
using Paracle.Simulation;

namespace Paracle.Integration.Tests.Simulation;

public sealed class CountersTests
{
    private const string Chat = "/v1/chat/completions";

    [Fact]
    public async Task Counters_OverHttp_ShowWhatWasReceived()
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.Text("one two three"), ModelReply.Status(503));
        using HttpClient client = RawClient.To(server);
        await RawClient.TextAsync(client, Chat, isStreaming: false);
        await RawClient.TextAsync(client, "/v1/messages", isStreaming: true);
        await RawClient.TextAsync(client, "/no/such/path", isStreaming: false);
        await server.Counters.WaitForCompletedAsync(3, TestTime.Limit);

        using JsonDocument counters = JsonDocument.Parse(await client.GetStringAsync(new Uri("/_counters", UriKind.Relative)));

        counters.RootElement.GetProperty("received").GetInt64().ShouldBe(3);
        counters.RootElement.GetProperty("inFlight").GetInt64().ShouldBe(0);
        counters.RootElement.GetProperty("completed").GetInt64().ShouldBe(3);
        counters.RootElement.GetProperty("tokensServed").GetInt64().ShouldBe(3);
        JsonElement byPath = counters.RootElement.GetProperty("receivedByPath");
        byPath.GetProperty(Chat).GetInt64().ShouldBe(1);
        byPath.GetProperty("/v1/messages").GetInt64().ShouldBe(1);
        byPath.GetProperty("other").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task InFlight_ManyStalled_CountsThemUntilTheyLeave()
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Responder = _ => ModelReply.Text("never") with { Fault = StreamFault.StallAfter(0) };
        using HttpClient client = RawClient.To(server);
        using var leaving = new CancellationTokenSource();

        List<Task> requests = [.. Enumerable.Range(0, 20)
            .Select(_ => RawClient.SendAsync(client, Chat, isStreaming: true, cancellationToken: leaving.Token))];
        await server.Counters.WaitForInFlightAsync(20, TestTime.Limit);
        await leaving.CancelAsync();
        await server.Counters.WaitForInFlightAsync(0, TestTime.Limit);

        server.Counters.Current.Aborted.ShouldBe(20);
        await Should.ThrowAsync<OperationCanceledException>(() => Task.WhenAll(requests));
    }

    [Fact]
    public async Task Wait_ForWhatDoesNotHappen_SaysWhatThereIs()
    {
        await using ModelServer server = await ModelServer.StartAsync();

        TimeoutException exception = await Should.ThrowAsync<TimeoutException>(() =>
            server.Counters.WaitForReceivedAsync(1, TimeSpan.FromMilliseconds(1)));

        exception.Message.ShouldContain("1 requests received");
        exception.Message.ShouldContain("Received = 0");
    }

    [Fact]
    public async Task Requests_MoreThanAreKept_AreTheLastOnes()
    {
        await using ModelServer server = await ModelServer.StartAsync(new ModelServerOptions { RecordedRequests = 2 });
        using HttpClient client = RawClient.To(server);

        foreach (string prompt in (string[])["first", "second", "third"])
        {
            using HttpResponseMessage response = await RawClient.SendAsync(client, Chat, isStreaming: false, prompt);
        }

        server.Requests.Select(request => request.LastUserText).ShouldBe(["second", "third"]);
    }

    [Fact]
    public async Task Requests_NoneKept_IsEmpty()
    {
        await using ModelServer server = await ModelServer.StartAsync(new ModelServerOptions { RecordedRequests = 0 });
        using HttpClient client = RawClient.To(server);

        await RawClient.TextAsync(client, Chat, isStreaming: false);

        server.Requests.ShouldBeEmpty();
        server.Counters.Current.Received.ShouldBe(1);
    }

    [Fact]
    public async Task Request_Recorded_HasHeadersAndTheExactBytes()
    {
        await using ModelServer server = await ModelServer.StartAsync();
        using HttpClient client = RawClient.To(server);
        client.DefaultRequestHeaders.Add("X-Trace", "abc");
        byte[] body = """{"model":"m",  "messages":[{"role":"user","content":"h\u00e9é"}]}"""u8.ToArray();

        using var content = new ByteArrayContent(body);
        using HttpResponseMessage response = await client.PostAsync(new Uri(Chat, UriKind.Relative), content);

        ModelRequest request = server.Requests.Single();
        request.Body.ToArray().ShouldBe(body);
        request.Headers["x-trace"].ShouldBe("abc");
        request.Path.ShouldBe(Chat);
        request.LastUserText.ShouldBe("héé");
    }

    [Fact]
    public async Task Replies_QueuedWithAResponder_ComeFirst()
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.Text("queued"));
        server.Responder = request => request.LastUserText is "other" ? null : ModelReply.Text($"answer to {request.LastUserText}");
        using IChatClient client = ClientOf.Chat(server, ModelVendor.OpenAI);

        (await client.GetResponseAsync("a")).Text.ShouldBe("queued");
        (await client.GetResponseAsync("b")).Text.ShouldBe("answer to b");
        (await client.GetResponseAsync("other")).Text.ShouldStartWith("Echo");
    }
}
