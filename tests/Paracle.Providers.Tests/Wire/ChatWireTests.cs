using System.Text.Json;
using Microsoft.Extensions.AI;
using Paracle.Simulation;

namespace Paracle.Providers.Tests.Wire;

/// <summary>What every vendor's client has to do when all goes well.</summary>
public abstract class ChatWireTests<TVendor>
    where TVendor : IWireVendor, new()
{
    [Fact]
    public async Task GetResponse_Answered_HasTextFinishReasonAndUsage()
    {
        await using var wire = await WireHost.StartAsync<TVendor>();
        wire.Server.Enqueue(ModelReply.Text("Good day to you") with { Usage = new ModelUsage(11, 4) });

        var response = await wire.Client.GetResponseAsync("Hello");

        response.Text.ShouldBe("Good day to you");
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        TokensOf(response.Usage).ShouldBe(new TokenUsage(11, 4));
        wire.Server.Requests.Single().LastUserText.ShouldBe("Hello");
        wire.Server.Requests.Single().Vendor.ShouldBe(new TVendor().Protocol);
    }

    [Fact]
    public async Task GetStreamingResponse_Answered_ComesInPiecesWithUsageAtTheEnd()
    {
        await using var wire = await WireHost.StartAsync<TVendor>();
        wire.Server.Enqueue(ModelReply.TextChunks("Good", " day", " to you") with { Usage = new ModelUsage(11, 3) });

        List<ChatResponseUpdate> updates = [];
        await foreach (var update in wire.Client.GetStreamingResponseAsync("Hello"))
        {
            updates.Add(update);
        }

        updates.Select(update => update.Text).Where(text => text.Length > 0).ShouldBe(["Good", " day", " to you"]);
        var response = updates.ToChatResponse();
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        TokensOf(response.Usage).ShouldBe(new TokenUsage(11, 3));
        wire.Server.Requests.Single().IsStreaming.ShouldBeTrue();
    }

    [Fact]
    public async Task Call_Options_ReachTheWire()
    {
        await using var wire = await WireHost.StartAsync<TVendor>();

        await wire.Client.GetResponseAsync("Hello", new ChatOptions { ModelId = "another-model", MaxOutputTokens = 77, Temperature = 0.25f });
        await wire.Client.GetResponseAsync("Hello");

        var (first, second) = (wire.Server.Requests[0], wire.Server.Requests[1]);
        first.Model.ShouldBe("another-model");
        first.MaxTokens.ShouldBe(77);
        first.Json.GetProperty("temperature").GetDouble().ShouldBe(0.25);
        second.Model.ShouldBe("default-model");
        second.Json.TryGetProperty("temperature", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Call_WithContext_LeavesNothingOfItOnTheWire()
    {
        await using var wire = await WireHost.StartAsync<TVendor>();
        var options = new ChatOptions().WithParacle(new LlmCallContext { Tenant = TenantId.Default, Subject = "subject-of-the-call" });

        await wire.Client.GetResponseAsync("Hello", options);

        var body = wire.Server.Requests.Single().Json.GetRawText();
        body.ShouldNotContain("paracle");
        body.ShouldNotContain("subject-of-the-call");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tools_CalledByTheModel_TakeTheirRoundTrip(bool isStreaming)
    {
        await using var wire = await WireHost.StartAsync<TVendor>();
        wire.Server.Enqueue(ModelReply.CallTool("add", """{"left":2,"right":3}"""), ModelReply.Text("It is 5"));
        List<ChatMessage> messages = [new(ChatRole.User, "What is 2 + 3?")];
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create((int left, int right) => left + right, "add")] };

        var first = await AskAsync(wire.Client, messages, options, isStreaming);
        var call = first.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ShouldHaveSingleItem();
        messages.AddMessages(first);
        messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, 5)]));
        var second = await AskAsync(wire.Client, messages, options, isStreaming);

        first.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        call.Name.ShouldBe("add");
        ((JsonElement)call.Arguments!["right"]!).GetInt32().ShouldBe(3);
        second.Text.ShouldBe("It is 5");
        wire.Server.Requests[0].ToolNames.ShouldBe(["add"]);
        var result = wire.Server.Requests[1].ToolResults.ShouldHaveSingleItem();
        result.CallId.ShouldBe(call.CallId);
        result.Text.ShouldBe("5");
    }

    [Fact]
    public async Task StructuredOutput_Asked_FollowsItsSchema()
    {
        await using var wire = await WireHost.StartAsync<TVendor>();

        var response = await wire.Client.GetResponseAsync<City>("Which city?");

        wire.Server.Requests.Single().AnswerSchema.ShouldNotBeNull().GetProperty("properties").TryGetProperty("name", out _).ShouldBeTrue();
        response.Result.Name.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Usage_Negative_IsUnknown(bool isStreaming)
    {
        await using var wire = await WireHost.StartAsync<TVendor>();
        wire.Server.Enqueue(ModelReply.Text("two") with { Usage = new ModelUsage(-5, -7) });

        var response = await AskAsync(wire.Client, [new(ChatRole.User, "Hello")], options: null, isStreaming);

        response.Text.ShouldBe("two");
        (response.Usage?.InputTokenCount).ShouldBeNull();
        (response.Usage?.OutputTokenCount).ShouldBeNull();
        (response.Usage?.TotalTokenCount).ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Usage_Missing_IsNeverZero(bool isStreaming)
    {
        await using var wire = await WireHost.StartAsync<TVendor>();
        wire.Server.Enqueue(ModelReply.Text("one") with { OmitsUsage = true });

        var asking = AskAsync(wire.Client, [new(ChatRole.User, "Hello")], options: null, isStreaming);

        if (new TVendor().DemandsUsage)
        {
            await Should.ThrowAsync<ProviderException>(() => asking);
            return;
        }

        TokensOf((await asking).Usage).ShouldBe(TokenUsage.Unknown);
    }

    [Fact]
    public async Task Providers_TwoOfAKind_SpeakToTheirOwnServers()
    {
        await using var other = await ModelServer.StartAsync();
        await using var wire = await WireHost.StartAsync<TVendor>(configure: builder =>
            new TVendor().Add(builder, "other", other.BaseAddress, "other-key", _ => { }));
        wire.Server.Responder = _ => ModelReply.Text("from the first");
        other.Responder = _ => ModelReply.Text("from the other");

        var answers = await Task.WhenAll(wire.Host.Client(WireHost.Provider).GetResponseAsync("Hello"), wire.Host.Client("other").GetResponseAsync("Hello"));

        answers.Select(answer => answer.Text).ShouldBe(["from the first", "from the other"]);
        KeyOf(wire.Server.Requests.Single()).ShouldBe("test-key");
        KeyOf(other.Requests.Single()).ShouldBe("other-key");
    }

    [Theory]
    [InlineData("test-key")]
    [InlineData("")]
    public async Task ApiKeyProvider_Set_GivesEachRequestItsKey(string apiKey)
    {
        var asked = 0;
        await using var wire = await WireHost.StartAsync<TVendor>(http => http.ApiKeyProvider = _ => ValueTask.FromResult($"key-{++asked}"), apiKey: apiKey);

        await wire.Client.GetResponseAsync("Hello");
        await wire.ReadAsync();

        wire.Server.Requests.Select(KeyOf).ShouldBe(["key-1", "key-2"]);
    }

    private static string KeyOf(ModelRequest request) =>
        (request.Headers.GetValueOrDefault("x-api-key") ?? request.Headers["Authorization"]).Split(' ')[^1];

    private static TokenUsage TokensOf(UsageDetails? usage) => TokenUsage.FromReported(usage?.InputTokenCount, usage?.OutputTokenCount);

    private static async Task<ChatResponse> AskAsync(IChatClient client, IList<ChatMessage> messages, ChatOptions? options, bool isStreaming) => isStreaming
        ? await client.GetStreamingResponseAsync(messages, options).ToChatResponseAsync()
        : await client.GetResponseAsync(messages, options);

    public sealed record City(string Name, int Inhabitants);
}
