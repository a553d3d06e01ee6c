using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>Which calls share a lane, and which go alone.</summary>
public sealed class PromptLaneTests : PromptBatchingTest
{
    private static readonly LlmCallContext OptedIn = new() { Tenant = Tenant, AllowBatching = true };

    /// <summary>Each makes a call that differs in one thing from all others.</summary>
    private static readonly Func<(ChatMessage[] Messages, ChatOptions Options, LlmCallContext Context)>[] Different =
    [
        () => Call(new ChatOptions()),
        () => Call(new ChatOptions(), OptedIn with { Tenant = new TenantId("other") }),
        () => Call(new ChatOptions { ModelId = "m" }),
        () => Call(new ChatOptions { Instructions = "You are terse." }),
        () => Call(new ChatOptions { Temperature = 0 }),
        () => Call(new ChatOptions { Temperature = 1 }),
        () => Call(new ChatOptions { TopP = 1 }),
        () => Call(new ChatOptions { TopK = 1 }),
        () => Call(new ChatOptions { FrequencyPenalty = 1 }),
        () => Call(new ChatOptions { PresencePenalty = 1 }),
        () => Call(new ChatOptions { MaxOutputTokens = 1 }),
        () => Call(new ChatOptions { Reasoning = new ReasoningOptions { Effort = ReasoningEffort.Low } }),
        () => Call(new ChatOptions { Reasoning = new ReasoningOptions { Output = ReasoningOutput.Full } }),
        () => Call(new ChatOptions { ResponseFormat = Schema("""{"type":"string"}""") }),
        () => Call(new ChatOptions { ResponseFormat = Schema("""{"type":"number"}""") }),
        () => Call(new ChatOptions { ResponseFormat = Schema("""{"type":"number"}""", "n") }),
        () => Call(new ChatOptions { ResponseFormat = Schema("""{"type":"number"}""", "n", "d") }),
        () => Call(new ChatOptions(), OptedIn, "a"),
        () => Call(new ChatOptions(), OptedIn, "a", "1:b"),
        () => Call(new ChatOptions(), OptedIn, "1:a3:1:b"),
        () => Call(new ChatOptions(), OptedIn, "1:a", "b"),
        () => Call(new ChatOptions(), OptedIn, "a", "b", "c"),
    ];

    public static TheoryData<string> Alone => [.. Ineligible.Keys];

    private static Dictionary<string, Func<(ChatMessage[] Messages, ChatOptions Options, LlmCallContext Context)>> Ineligible { get; } = new(StringComparer.Ordinal)
    {
        ["not opted in"] = () => ([new ChatMessage(ChatRole.User, "p")], new ChatOptions(), OptedIn with { AllowBatching = false }),
        ["conversation id"] = () => Asked(new ChatOptions { ConversationId = "c" }),
        ["seed"] = () => Asked(new ChatOptions { Seed = 1 }),
        ["stop"] = () => Asked(new ChatOptions { StopSequences = ["x"] }),
        ["tools"] = () => Asked(new ChatOptions { Tools = [AIFunctionFactory.Create(() => 1, "one")] }),
        ["hosted tool"] = () => Asked(new ChatOptions { Tools = [new HostedWebSearchTool()] }),
        ["tool mode"] = () => Asked(new ChatOptions { ToolMode = ChatToolMode.None }),
        ["several tool calls"] = () => Asked(new ChatOptions { AllowMultipleToolCalls = false }),
        ["background"] = () => Asked(new ChatOptions { AllowBackgroundResponses = true }),
        ["raw options"] = () => Asked(new ChatOptions { RawRepresentationFactory = _ => null }),
        ["more properties"] = () => Asked(new ChatOptions { AdditionalProperties = new() { ["x"] = 1 } }),
        ["options of another kind"] = () => Asked(new OtherOptions()),
        ["any json"] = () => Asked(new ChatOptions { ResponseFormat = ChatResponseFormat.Json }),
        ["schema with a reference"] = () => Asked(new ChatOptions { ResponseFormat = Schema("""{"type":"object","properties":{"a":{"$ref":"#/$defs/a"}},"$defs":{"a":{}}}""") }),
        ["no message"] = () => ([], new ChatOptions(), OptedIn),
        ["empty prompt"] = () => Of(new ChatMessage(ChatRole.User, "")),
        ["no user message"] = () => Of(new ChatMessage(ChatRole.System, "s")),
        ["image"] = () => Of(new ChatMessage(ChatRole.User, [new TextContent("p"), new DataContent(new byte[] { 1 }, "image/png")])),
        ["image in the prefix"] = () => Of(new ChatMessage(ChatRole.System, [new DataContent(new byte[] { 1 }, "image/png")]), new ChatMessage(ChatRole.User, "p")),
        ["two texts"] = () => Of(new ChatMessage(ChatRole.User, [new TextContent("p"), new TextContent("q")])),
        ["unknown content"] = () => Of(new ChatMessage(ChatRole.User, [new AIContent()])),
        ["reasoning"] = () => Of(new ChatMessage(ChatRole.User, [new TextReasoningContent("p")])),
        ["named author"] = () => Of(new ChatMessage(ChatRole.User, "p") { AuthorName = "a" }),
        ["raw message"] = () => Of(new ChatMessage(ChatRole.User, "p") { RawRepresentation = 1 }),
        ["raw content"] = () => Of(new ChatMessage(ChatRole.User, [new TextContent("p") { RawRepresentation = 1 }])),
        ["message properties"] = () => Of(new ChatMessage(ChatRole.User, "p") { AdditionalProperties = new() { ["x"] = 1 } }),
        ["content properties"] = () => Of(new ChatMessage(ChatRole.User, [new TextContent("p") { AdditionalProperties = new() { ["x"] = 1 } }])),
        ["conversation"] = () => Of(new(ChatRole.User, "p"), new(ChatRole.Assistant, "a"), new(ChatRole.User, "q")),
        ["tool result"] = () => Of(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("1", 1)]), new ChatMessage(ChatRole.User, "q")),
    };

    [Fact]
    public async Task Calls_ThatDifferInAnything_NeverShareACall()
    {
        using var client = Client(options => options.Policy = PromptBatchingPolicy.CostFirst);
        var calls = Different.SelectMany(make => new[] { make(), make() }).ToArray();
        var asking = Task.WhenAll(calls.Select((call, i) => client.GetResponseAsync(
            [.. call.Messages, new ChatMessage(ChatRole.User, $"prompt {i}")], call.Options.WithParacle(call.Context))));
        client.Lanes.ShouldBe(Different.Length);
        for (var i = 0; i < Different.Length; i++)
        {
            await Time.TimerAsync();
        }

        Time.Advance(TimeSpan.FromMilliseconds(20));
        List<HeldCall> held = [];
        while (held.Count < Different.Length)
        {
            held.Add(await Model.NextAsync());
        }

        Model.Answer(_ => SentCall.Text("alone"));
        foreach (var call in held)
        {
            var first = int.Parse(call.Prompts[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
            call.Prompts.ShouldBe([$"prompt {first}", $"prompt {first + 1}"]);
            (first % 2).ShouldBe(0);
            call.Sent.Options!.FindParacle()!.Tenant.ShouldBe(calls[first].Context.Tenant);
            call.Answer();
        }

        await Within(asking);
    }

    [Fact]
    public async Task Calls_ThatDifferInWhatIsNotSent_ShareACall()
    {
        using var client = OneAtATime();
        var opening = AskAsync(client, "opening");
        var first = await Model.NextAsync();
        var answers = new[]
        {
            AskAsync(client, "one", OptedIn with { Subject = "a", Agent = "x", Execution = ExecutionId.New(TimeProvider.System) }),
            AskAsync(client, "two", OptedIn with { Subject = "b", AllowCaching = true }, new ChatOptions { ResponseFormat = ChatResponseFormat.Text }),
            client.GetResponseAsync(
                [new(ChatRole.System, "You are terse.") { MessageId = "1", CreatedAt = Time.GetUtcNow() }, new(ChatRole.User, "three") { MessageId = "2" }],
                new ChatOptions { StopSequences = [], Tools = [] }.WithParacle(OptedIn)),
        };
        first.Answer();
        await Within(opening);
        var call = await Model.NextAsync();
        call.Answer();

        call.Prompts.ShouldBe(["one", "two", "three"]);
        call.Sent.Options!.FindParacle().ShouldBe(new LlmCallContext { Tenant = Tenant });
        await Within(Task.WhenAll(answers));
    }

    [Theory]
    [MemberData(nameof(Alone))]
    public async Task Call_NotEligible_PassesThroughAsItCame(string reason)
    {
        using var client = Client(options => options.Policy = PromptBatchingPolicy.CostFirst);
        Model.Answer(_ => SentCall.Text("alone"));
        var (messages, options, context) = Ineligible[reason]();
        options = options is OtherOptions other ? other.Carrying(context) : options.WithParacle(context);

        (await Within(client.GetResponseAsync(messages, options))).Text.ShouldBe("alone");

        Model.Calls.Single().Options.ShouldBeSameAs(options);
        client.Lanes.ShouldBe(0);
    }

    [Fact]
    public async Task Call_WithoutContextOrOptions_PassesThrough()
    {
        using var client = Client();
        Model.Answer(_ => SentCall.Text("alone"));
        await Within(client.GetResponseAsync("Hello"));
        await Within(client.GetResponseAsync("Hello", new ChatOptions()));
        client.Lanes.ShouldBe(0);
    }

    [Fact]
    public async Task Stream_OptedIn_PassesThrough()
    {
        using var client = Client();
        (await client.GetStreamingResponseAsync("Hello", new ChatOptions().WithParacle(OptedIn)).ToChatResponseAsync()).Text.ShouldBe("streamed");
        client.Lanes.ShouldBe(0);
    }

    [Fact]
    public async Task Agent_ThatOptsIn_IsBatched()
    {
        using var client = OneAtATime(options => options.Agents.Add("tagger"));
        Model.Answer(call => call.Answered());
        await Within(AskAsync(client, "one", OptedIn with { AllowBatching = false, Agent = "tagger" }));
        await Within(AskAsync(client, "one", OptedIn with { AllowBatching = false, Agent = "other" }));
        client.Lanes.ShouldBe(1);
    }

    /// <summary>A property that a new version brings could change an answer; whoever takes that version must decide what it means here.</summary>
    [Fact]
    public void ChatOptions_HaveNoPropertyThatNobodyThoughtOf() => typeof(ChatOptions).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal).ShouldBe(
    [
        "AdditionalProperties", "AllowBackgroundResponses", "AllowMultipleToolCalls", "ContinuationToken", "ConversationId", "FrequencyPenalty", "Instructions",
        "MaxOutputTokens", "ModelId", "PresencePenalty", "RawRepresentationFactory", "Reasoning", "ResponseFormat", "Seed", "StopSequences", "Temperature",
        "ToolMode", "Tools", "TopK", "TopP",
    ]);

    [Fact]
    public void ReasoningAndFormat_HaveNoPropertyThatNobodyThoughtOf()
    {
        typeof(ReasoningOptions).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal).ShouldBe(["Effort", "Output"]);
        typeof(ChatResponseFormatJson).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal).ShouldBe(["Schema", "SchemaDescription", "SchemaName"]);
    }

    private static (ChatMessage[] Messages, ChatOptions Options, LlmCallContext Context) Call(ChatOptions options) => Call(options, OptedIn);

    private static (ChatMessage[] Messages, ChatOptions Options, LlmCallContext Context) Call(ChatOptions options, LlmCallContext context, params string[] system) =>
        (system.Length == 0 ? [new ChatMessage(ChatRole.System, "s")] : [.. system.Select(text => new ChatMessage(ChatRole.System, text))], options, context);

    private static (ChatMessage[] Messages, ChatOptions Options, LlmCallContext Context) Asked(ChatOptions options) =>
        ([new ChatMessage(ChatRole.System, "s"), new ChatMessage(ChatRole.User, "p")], options, OptedIn);

    private static (ChatMessage[] Messages, ChatOptions Options, LlmCallContext Context) Of(params ChatMessage[] messages) => (messages, new ChatOptions(), OptedIn);

    private static ChatResponseFormatJson Schema(string schema, string? name = null, string? description = null) =>
        ChatResponseFormat.ForJsonSchema(JsonElement.Parse(schema), name, description);

    private sealed class OtherOptions : ChatOptions
    {
        public OtherOptions Carrying(LlmCallContext context)
        {
            AdditionalProperties = new ChatOptions().WithParacle(context).AdditionalProperties;
            return this;
        }
    }
}
