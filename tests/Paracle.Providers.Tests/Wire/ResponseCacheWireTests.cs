using Microsoft.Extensions.AI;
using Paracle.Simulation;

namespace Paracle.Providers.Tests.Wire;

/// <summary>What the response cache and coalescing do over a vendor's own client.</summary>
public abstract class ResponseCacheWireTests<TVendor>
    where TVendor : IWireVendor, new()
{
    private static readonly ChatOptions Zero = new() { Temperature = 0 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_AskedBefore_DoesNotReachTheServer(bool isStreaming)
    {
        await using var wire = await StartAsync();
        wire.Server.Enqueue(ModelReply.TextChunks("Good", " day", " to you") with { Usage = new ModelUsage(11, 3) });

        var first = await AskAsync(wire, Zero, isStreaming);
        var second = await AskAsync(wire, Zero, isStreaming: true);

        second.Text.ShouldBe("Good day to you");
        second.FinishReason.ShouldBe(first.FinishReason);
        second.FindParacle()!.Saved.ShouldBe(new TokenUsage(11, 3));
        second.Usage!.InputTokenCount.ShouldBe(0);
        wire.Server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ToolRoundTrip_AskedBefore_DoesNotReachTheServer(bool isStreaming)
    {
        await using var wire = await StartAsync();
        wire.Server.Enqueue(ModelReply.CallTool("add", """{"left":2,"right":3}"""), ModelReply.Text("It is 5"));

        for (var time = 0; time < 2; time++)
        {
            List<ChatMessage> messages = [new(ChatRole.User, "What is 2 + 3?")];
            var options = new ChatOptions { Temperature = 0, Tools = [AIFunctionFactory.Create((int left, int right) => left + right, "add")] };
            var first = await (isStreaming
                ? wire.Client.GetStreamingResponseAsync(messages, options).ToChatResponseAsync()
                : wire.Client.GetResponseAsync(messages, options));
            var call = first.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ShouldHaveSingleItem();
            messages.AddMessages(first);
            messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, 5)]));
            (await wire.Client.GetResponseAsync(messages, options)).Text.ShouldBe("It is 5");
        }

        wire.Server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Calls_ManyAlikeAtOnce_AreOneRequest()
    {
        await using var wire = await StartAsync();
        wire.Server.Responder = _ => ModelReply.Text("Good day");

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(at => AskAsync(wire, Zero, at % 2 == 0)));

        answers.ShouldAllBe(answer => answer.Text == "Good day");
        wire.Server.Requests.Count.ShouldBe(1);
    }

    private static Task<WireHost> StartAsync() => WireHost.StartAsync<TVendor>(configure: builder =>
    {
        builder.Services.AddParacleCache();
        builder.UseResponseCache().UseCoalescing();
    });

    private static Task<ChatResponse> AskAsync(WireHost wire, ChatOptions options, bool isStreaming) => isStreaming
        ? wire.Client.GetStreamingResponseAsync("Hello", options).ToChatResponseAsync()
        : wire.Client.GetResponseAsync("Hello", options);
}
