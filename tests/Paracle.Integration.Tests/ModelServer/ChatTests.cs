using Anthropic.Exceptions;
using Microsoft.Extensions.AI;
using Paracle.Simulation;
using StreamingChatCompletionUpdate = OpenAI.Chat.StreamingChatCompletionUpdate;

namespace Paracle.Integration.Tests.Simulation;

public sealed class ChatTests
{
    [Theory]
    [InlineData(ModelVendor.OpenAI)]
    [InlineData(ModelVendor.Anthropic)]
    public async Task Answer_Unscripted_IsMadeOfTheLastUserMessage(ModelVendor vendor)
    {
        await using ModelServer server = await ModelServer.StartAsync(new ModelServerOptions { AnswerTokens = 5 });
        using IChatClient client = ClientOf.Chat(server, vendor);

        ChatResponse first = await client.GetResponseAsync([new(ChatRole.System, "Be brief."), new(ChatRole.User, "the sea is blue")]);
        ChatResponse second = await client.GetResponseAsync("the sea is blue!");

        first.Text.ShouldEndWith(": the sea is blue");
        first.Text.ShouldNotBe(second.Text, "different prompts get different answers");
        first.FinishReason.ShouldBe(ChatFinishReason.Stop);
        first.ModelId.ShouldBe(ClientOf.Model);
        first.Usage!.OutputTokenCount.ShouldBe(5);
        first.Usage.InputTokenCount!.Value.ShouldBeGreaterThan(0);
        server.Requests[0].Messages.Select(message => message.Text).ShouldBe(["Be brief.", "the sea is blue"]);
        server.Requests[0].Vendor.ShouldBe(vendor);
    }

    [Theory]
    [InlineData(ModelVendor.OpenAI)]
    [InlineData(ModelVendor.Anthropic)]
    public async Task Answer_LongerThanTheRequestAllows_EndsWithLength(ModelVendor vendor)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        using IChatClient client = ClientOf.Chat(server, vendor);

        ChatResponse response = await client.GetResponseAsync("Count to ten.", new ChatOptions { MaxOutputTokens = 3 });

        response.FinishReason.ShouldBe(ChatFinishReason.Length);
        response.Usage!.OutputTokenCount.ShouldBe(3);
        server.Requests[0].MaxTokens.ShouldBe(3);
    }

    [Theory]
    [InlineData(ModelVendor.OpenAI)]
    [InlineData(ModelVendor.Anthropic)]
    public async Task Stream_Scripted_ArrivesInItsChunksWithUsage(ModelVendor vendor)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.TextChunks("Ein", " schö", "ner\n\n", "\"Tag\" 🌞"));
        using IChatClient client = ClientOf.Chat(server, vendor);

        List<ChatResponseUpdate> updates = await client.GetStreamingResponseAsync("Hello").ToListAsync();

        updates.Select(update => update.Text).Where(text => text.Length > 0).ShouldBe(["Ein", " schö", "ner\n\n", "\"Tag\" 🌞"]);
        ChatResponse response = updates.ToChatResponse();
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        response.Usage!.OutputTokenCount.ShouldBe(4);
        response.Usage.InputTokenCount!.Value.ShouldBeGreaterThan(0);
        server.Requests[0].IsStreaming.ShouldBeTrue();
    }

    [Theory]
    [InlineData(ModelVendor.OpenAI)]
    [InlineData(ModelVendor.Anthropic)]
    public async Task Answer_WithASchema_FitsIt(ModelVendor vendor)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        using IChatClient client = ClientOf.Chat(server, vendor);

        ChatResponse<Forecast> response = await client.GetResponseAsync<Forecast>("Weather tomorrow?");

        response.Result.City.ShouldStartWith("Echo");
        response.Result.Days.ShouldBe([1]);
        response.Result.Sky.ShouldBe(Sky.Clear);
        server.Requests[0].AnswerSchema.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(ModelVendor.OpenAI)]
    [InlineData(ModelVendor.Anthropic)]
    public async Task Answer_Filtered_EndsWithContentFilter(ModelVendor vendor)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.Text("I will") with { Finish = ModelFinish.ContentFilter });
        using IChatClient client = ClientOf.Chat(server, vendor);

        (await client.GetResponseAsync("Hello")).FinishReason.ShouldBe(ChatFinishReason.ContentFilter);
    }

    [Fact]
    public async Task Refusal_OfOpenAI_IsAnError()
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.Refusal("I will not."));
        using IChatClient client = ClientOf.Chat(server, ModelVendor.OpenAI);

        ChatResponse response = await client.GetResponseAsync("Hello");

        response.Messages.Single().Contents.OfType<ErrorContent>().Single().Message.ShouldBe("I will not.");
    }

    [Fact]
    public async Task Refusal_StreamedByOpenAI_IsInTheRawUpdates()
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.Refusal("I will not."));
        using IChatClient client = ClientOf.Chat(server, ModelVendor.OpenAI);

        List<ChatResponseUpdate> updates = await client.GetStreamingResponseAsync("Hello").ToListAsync();

        // the adapter drops it from the contents
        string.Concat(updates.Select(update => (update.RawRepresentation as StreamingChatCompletionUpdate)?.RefusalUpdate)).ShouldBe("I will not.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusal_OfAnthropic_EndsWithContentFilter(bool isStreamed)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.Refusal("I will not."));
        using IChatClient client = ClientOf.Chat(server, ModelVendor.Anthropic);

        ChatResponse response = isStreamed
            ? await client.GetStreamingResponseAsync("Hello").ToChatResponseAsync()
            : await client.GetResponseAsync("Hello");

        response.Text.ShouldBe("I will not.");
        response.FinishReason.ShouldBe(ChatFinishReason.ContentFilter);
    }

    [Theory]
    [InlineData(ModelVendor.OpenAI, false)]
    [InlineData(ModelVendor.OpenAI, true)]
    [InlineData(ModelVendor.Anthropic, false)]
    [InlineData(ModelVendor.Anthropic, true)]
    public async Task Usage_Scripted_IsReportedAsItIs(ModelVendor vendor, bool isStreamed)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.Text("Hi") with { Usage = new ModelUsage(100, -7, CachedInputTokens: 64) });
        using IChatClient client = ClientOf.Chat(server, vendor);

        ChatResponse response = isStreamed
            ? await client.GetStreamingResponseAsync("Hello").ToChatResponseAsync()
            : await client.GetResponseAsync("Hello");

        response.Usage!.OutputTokenCount.ShouldBe(-7);
        response.Usage.CachedInputTokenCount.ShouldBe(64);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Usage_LeftOut_IsUnknownToOpenAIsClient(bool isStreamed)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.Text("Hi") with { OmitsUsage = true });
        using IChatClient client = ClientOf.Chat(server, ModelVendor.OpenAI);

        ChatResponse response = isStreamed
            ? await client.GetStreamingResponseAsync("Hello").ToChatResponseAsync()
            : await client.GetResponseAsync("Hello");

        response.Text.ShouldBe("Hi");
        response.Usage.ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Usage_LeftOut_IsRefusedByAnthropicsClient(bool isStreamed)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.Text("Hi") with { OmitsUsage = true });
        using IChatClient client = ClientOf.Chat(server, ModelVendor.Anthropic);

        await Should.ThrowAsync<AnthropicInvalidDataException>(() => isStreamed
            ? client.GetStreamingResponseAsync("Hello").ToChatResponseAsync()
            : client.GetResponseAsync("Hello"));
    }

    private enum Sky
    {
        Clear,
        Cloudy,
    }

    private sealed record Forecast(string City, int[] Days, Sky Sky);
}
