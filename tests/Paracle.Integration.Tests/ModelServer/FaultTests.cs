using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Paracle.Simulation;

namespace Paracle.Integration.Tests.Simulation;

public sealed class FaultTests
{
    private static readonly AnswerReply FourWords = ModelReply.Text("one two three four");

    [Theory]
    [InlineData(ModelVendor.OpenAI)]
    [InlineData(ModelVendor.Anthropic)]
    public async Task Cut_AfterTwoTokens_DeliversThoseThenBreaks(ModelVendor vendor)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(FourWords with { Fault = StreamFault.CutAfter(2) });
        using IChatClient client = ClientOf.Chat(server, vendor);

        (string text, Exception? error) = await ReadAsync(client);

        text.ShouldBe("one two");
        error.ShouldBeAssignableTo<IOException>();
        await server.Counters.WaitForCompletedAsync(1, TestTime.Limit);
        server.Counters.Current.TokensServed.ShouldBe(2);
    }

    [Theory]
    [InlineData(ModelVendor.OpenAI)]
    [InlineData(ModelVendor.Anthropic)]
    public async Task Malformed_AfterTwoTokens_IsNotReadAsAnAnswer(ModelVendor vendor)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(FourWords with { Fault = StreamFault.MalformedAfter(2) });
        using IChatClient client = ClientOf.Chat(server, vendor);

        (string text, Exception? error) = await ReadAsync(client);

        text.ShouldBe("one two");
        error.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("/v1/chat/completions", "[DONE]", "\"error\"")]
    [InlineData("/v1/messages", "message_stop", "event: error")]
    public async Task Stream_EndedOrFailed_LacksItsLastEvent(string path, string lastEvent, string error)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(FourWords, FourWords with { Fault = StreamFault.EndAfter(4) }, FourWords with { Fault = StreamFault.ErrorAfter(1) });
        using HttpClient client = RawClient.To(server);

        string whole = await RawClient.TextAsync(client, path, isStreaming: true);
        string ended = await RawClient.TextAsync(client, path, isStreaming: true);
        string failed = await RawClient.TextAsync(client, path, isStreaming: true);

        whole.ShouldContain(lastEvent);
        ended.ShouldContain(" four");
        ended.ShouldNotContain(lastEvent);
        failed.ShouldContain("one");
        failed.ShouldNotContain(" two");
        failed.ShouldContain(error);
        failed.ShouldNotContain(lastEvent);
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    public async Task Whole_WithAFault_IsHalfABody(string path)
    {
        await using ModelServer server = await ModelServer.StartAsync(new ModelServerOptions { StallLimit = TimeSpan.FromMilliseconds(1) });
        server.Enqueue(
            FourWords with { Fault = StreamFault.MalformedAfter(0) },
            FourWords with { Fault = StreamFault.CutAfter(0) },
            FourWords with { Fault = StreamFault.StallAfter(0) },
            FourWords with { Fault = StreamFault.ErrorAfter(0) });
        using HttpClient client = RawClient.To(server);

        string malformed = await RawClient.TextAsync(client, path, isStreaming: false);
        Should.Throw<JsonException>(() => JsonDocument.Parse(malformed));
        await Should.ThrowAsync<HttpRequestException>(() => RawClient.TextAsync(client, path, isStreaming: false));
        await Should.ThrowAsync<HttpRequestException>(() => RawClient.TextAsync(client, path, isStreaming: false));
        using HttpResponseMessage failed = await RawClient.SendAsync(client, path, isStreaming: false);
        failed.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task Stall_ClientLeaves_IsCountedAsAborted()
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(FourWords with { Fault = StreamFault.StallAfter(2) });
        using IChatClient client = ClientOf.Chat(server, ModelVendor.OpenAI);
        using var leaving = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("Hello", cancellationToken: leaving.Token))
            {
                if (update.Text is " two")
                {
                    await leaving.CancelAsync();
                }
            }
        });

        await server.Counters.WaitForAbortedAsync(1, TestTime.Limit);
        server.Counters.Current.ShouldBe(new ModelCounts(Received: 1, InFlight: 0, Completed: 0, Aborted: 1, TokensServed: 2));
    }

    [Fact]
    public async Task Stall_ServerIsDisposed_EndsAtOnce()
    {
        ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(FourWords with { Fault = StreamFault.StallAfter(0) });
        using IChatClient client = ClientOf.Chat(server, ModelVendor.OpenAI);
        Task<(string Text, Exception? Error)> reading = ReadAsync(client);
        await server.Counters.WaitForInFlightAsync(1, TestTime.Limit);

        await server.DisposeAsync();

        (await reading.WaitAsync(TestTime.Limit)).Error.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(ModelVendor.OpenAI)]
    [InlineData(ModelVendor.Anthropic)]
    public async Task LongLine_Streamed_ComesThrough(ModelVendor vendor)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.LongLine());
        using IChatClient client = ClientOf.Chat(server, vendor);

        (string text, Exception? error) = await ReadAsync(client);

        error.ShouldBeNull();
        text.Length.ShouldBe(10 * 1024 * 1024);
    }

    [Fact]
    public async Task Raw_Scripted_IsSentAsItIs()
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.Raw("<html>gateway</html>", "text/html", 502) with
        {
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["anthropic-ratelimit-requests-remaining"] = "0" },
        });
        using HttpClient client = RawClient.To(server);

        using HttpResponseMessage response = await RawClient.SendAsync(client, "/v1/messages", isStreaming: false);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        response.Headers.GetValues("anthropic-ratelimit-requests-remaining").ShouldBe(["0"]);
        (await response.Content.ReadAsStringAsync()).ShouldBe("<html>gateway</html>");
    }

    private static async Task<(string Text, Exception? Error)> ReadAsync(IChatClient client)
    {
        var text = new StringBuilder();
        try
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("Hello"))
            {
                text.Append(update.Text);
            }
        }
#pragma warning disable CA1031 // which exception a client makes of it is what the caller asks
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return (text.ToString(), exception);
        }

        return (text.ToString(), null);
    }
}
