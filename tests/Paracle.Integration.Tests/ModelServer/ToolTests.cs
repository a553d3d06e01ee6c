using Microsoft.Extensions.AI;
using Paracle.Simulation;

namespace Paracle.Integration.Tests.Simulation;

public sealed class ToolTests
{
    private static readonly AIFunction Add = AIFunctionFactory.Create((int left, int right) => left + right, "add");

    [Theory]
    [InlineData(ModelVendor.OpenAI, false)]
    [InlineData(ModelVendor.OpenAI, true)]
    [InlineData(ModelVendor.Anthropic, false)]
    [InlineData(ModelVendor.Anthropic, true)]
    public async Task ToolCalls_Scripted_AreMadeAndTheirResultsComeBack(ModelVendor vendor, bool isStreamed)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        AnswerReply calls = ModelReply.CallTools(
            new ModelToolCall("add", """{ "left": 20, "right": 22 }"""),
            new ModelToolCall("add", """{ "left": 1, "right": 2 }""", Id: "call-of-mine"));
        server.Enqueue(calls with { Chunks = ["Let me", " see."] }, ModelReply.Text("Done."));
        using IChatClient client = ClientOf.Chat(server, vendor).AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [Add] };

        ChatResponse response = isStreamed
            ? await client.GetStreamingResponseAsync("20 + 22?", options).ToChatResponseAsync()
            : await client.GetResponseAsync("20 + 22?", options);

        response.Messages[0].Text.ShouldBe("Let me see.");
        response.Messages[^1].Text.ShouldBe("Done.");
        server.Requests.Count.ShouldBe(2);
        server.Requests[0].ToolNames.ShouldBe(["add"]);
        server.Requests[1].ToolResults.Select(result => result.Text).ShouldBe(["42", "3"]);
        server.Requests[1].ToolResults[1].CallId.ShouldBe("call-of-mine");
    }

    [Theory]
    [InlineData(ModelVendor.OpenAI)]
    [InlineData(ModelVendor.Anthropic)]
    public async Task ToolArguments_Streamed_KeepSurrogatePairsWhole(ModelVendor vendor)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.CallTool("note", """{"a":"🌞🌞🌞🌞🌞🌞🌞🌞","bc":"🌞🌞🌞🌞🌞🌞🌞🌞"}"""));
        using IChatClient client = ClientOf.Chat(server, vendor);

        ChatResponse response = await client.GetStreamingResponseAsync("Hello").ToChatResponseAsync();

        FunctionCallContent call = response.Messages.Single().Contents.OfType<FunctionCallContent>().Single();
        call.Arguments!.Values.Select(value => value?.ToString()).ShouldBe(["🌞🌞🌞🌞🌞🌞🌞🌞", "🌞🌞🌞🌞🌞🌞🌞🌞"]);
    }

    [Theory]
    [InlineData(ModelVendor.OpenAI)]
    [InlineData(ModelVendor.Anthropic)]
    public async Task Tools_OfferedButNothingScripted_GetAPlainAnswer(ModelVendor vendor)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        using IChatClient client = ClientOf.Chat(server, vendor);

        ChatResponse response = await client.GetResponseAsync("20 + 22?", new ChatOptions { Tools = [Add] });

        response.Text.ShouldStartWith("Echo");
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    [Theory]
    [InlineData(ModelVendor.OpenAI)]
    [InlineData(ModelVendor.Anthropic)]
    public async Task ToolCall_NotAnswered_IsRefusedAsTheVendorDoes(ModelVendor vendor)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        using IChatClient client = ClientOf.Chat(server, vendor);
        ChatMessage call = new(ChatRole.Assistant, [new FunctionCallContent("call-1", "add", new Dictionary<string, object?>(StringComparer.Ordinal))]);

        Exception exception = await Should.ThrowAsync<Exception>(() =>
            client.GetResponseAsync([new(ChatRole.User, "20 + 22?"), call, new(ChatRole.User, "Well?")]));

        exception.Message.ShouldContain("call-1");
    }

    [Theory]
    [InlineData(ModelVendor.OpenAI)]
    [InlineData(ModelVendor.Anthropic)]
    public async Task ToolResult_WithoutACall_IsRefusedAsTheVendorDoes(ModelVendor vendor)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        using IChatClient client = ClientOf.Chat(server, vendor);
        ChatMessage result = new(ChatRole.Tool, [new FunctionResultContent("call-1", "42")]);

        Exception exception = await Should.ThrowAsync<Exception>(() => client.GetResponseAsync([new(ChatRole.User, "20 + 22?"), result]));

        exception.Message.ShouldContain("tool", Case.Insensitive);
    }
}
