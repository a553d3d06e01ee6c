using System.Reflection;
using Microsoft.Extensions.AI;
using static Paracle.Providers.Tests.Identity.IdentitySample;

namespace Paracle.Providers.Tests.Identity;

public sealed class RequestIdentityTests
{
    /// <summary>Every public property of the options, and a change of it.</summary>
    private static readonly Dictionary<string, (Effect Effect, Action<ChatOptions> Change)> OptionChanges = new()
    {
        [nameof(ChatOptions.ConversationId)] = (Effect.Excludes, options => options.ConversationId = "conversation"),
        [nameof(ChatOptions.Instructions)] = (Effect.Tells, options => options.Instructions = "Be long."),
        [nameof(ChatOptions.Temperature)] = (Effect.Tells, options => options.Temperature = 0.1f),
        [nameof(ChatOptions.MaxOutputTokens)] = (Effect.Tells, options => options.MaxOutputTokens = null),
        [nameof(ChatOptions.TopP)] = (Effect.Tells, options => options.TopP = 0.6f),
        [nameof(ChatOptions.TopK)] = (Effect.Tells, options => options.TopK = 11),
        [nameof(ChatOptions.FrequencyPenalty)] = (Effect.Tells, options => options.FrequencyPenalty = 0.3f),
        [nameof(ChatOptions.PresencePenalty)] = (Effect.Tells, options => options.PresencePenalty = 0.3f),
        [nameof(ChatOptions.Seed)] = (Effect.Tells, options => options.Seed = 8),
        [nameof(ChatOptions.Reasoning)] = (Effect.Tells, options => options.Reasoning = new ReasoningOptions { Effort = ReasoningEffort.High, Output = ReasoningOutput.None }),
        [nameof(ChatOptions.ResponseFormat)] = (Effect.Tells, options => options.ResponseFormat = ChatResponseFormat.Json),
        [nameof(ChatOptions.ModelId)] = (Effect.Tells, options => options.ModelId = "another"),
        [nameof(ChatOptions.StopSequences)] = (Effect.Tells, options => options.StopSequences = ["end", "stop"]),
        [nameof(ChatOptions.AllowMultipleToolCalls)] = (Effect.Tells, options => options.AllowMultipleToolCalls = null),
        [nameof(ChatOptions.ToolMode)] = (Effect.Tells, options => options.ToolMode = ChatToolMode.RequireSpecific("add")),
        [nameof(ChatOptions.Tools)] = (Effect.Tells, options => options.Tools = null),
        [nameof(ChatOptions.AllowBackgroundResponses)] = (Effect.Excludes, options => options.AllowBackgroundResponses = true),
        [nameof(ChatOptions.ContinuationToken)] = (Effect.Excludes, options => options.ContinuationToken = ResponseContinuationToken.FromBytes(new byte[] { 1 })),
        [nameof(ChatOptions.RawRepresentationFactory)] = (Effect.Excludes, options => options.RawRepresentationFactory = _ => new object()),
        [nameof(ChatOptions.AdditionalProperties)] = (Effect.Tells, options => options.AdditionalProperties!["extra"] = "other"),
    };

    private static readonly Dictionary<string, (Effect Effect, Action<ChatMessage> Change)> MessageChanges = new()
    {
        [nameof(ChatMessage.AuthorName)] = (Effect.Tells, message => message.AuthorName = "grace"),
        [nameof(ChatMessage.CreatedAt)] = (Effect.IsVolatile, message => message.CreatedAt = DateTimeOffset.UnixEpoch),
        [nameof(ChatMessage.Role)] = (Effect.Tells, message => message.Role = ChatRole.Assistant),
        [nameof(ChatMessage.Contents)] = (Effect.Tells, message => message.Contents = [new TextContent("other")]),
        [nameof(ChatMessage.Text)] = (Effect.Tells, message => ((TextContent)message.Contents[0]).Text = "other"),
        [nameof(ChatMessage.MessageId)] = (Effect.IsVolatile, message => message.MessageId = "message-2"),
        [nameof(ChatMessage.RawRepresentation)] = (Effect.Excludes, message => message.RawRepresentation = new object()),
        [nameof(ChatMessage.AdditionalProperties)] = (Effect.Tells, message => message.AdditionalProperties = new() { ["cache_control"] = "ephemeral" }),
    };

    private static readonly Dictionary<string, (Effect Effect, LlmCallContext Context)> ContextChanges = new()
    {
        [nameof(LlmCallContext.Tenant)] = (Effect.IsVolatile, Context() with { Tenant = new TenantId("other") }), // told apart by the caller's tenant, see below
        [nameof(LlmCallContext.Subject)] = (Effect.IsVolatile, Context() with { Subject = "ada" }),
        [nameof(LlmCallContext.Agent)] = (Effect.IsVolatile, Context() with { Agent = "adder" }),
        [nameof(LlmCallContext.Execution)] = (Effect.IsVolatile, Context() with { Execution = new ExecutionId(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)) }),
        [nameof(LlmCallContext.AllowCaching)] = (Effect.IsVolatile, Context() with { AllowCaching = true }),
        [nameof(LlmCallContext.AllowBatching)] = (Effect.Tells, Context() with { AllowBatching = true }),
        [nameof(LlmCallContext.Deadline)] = (Effect.IsVolatile, Context() with { Deadline = DateTimeOffset.UnixEpoch }),
    };

    public enum Effect
    {
        Tells,
        IsVolatile,
        Excludes,
    }

    public static TheoryData<string> OptionNames => [.. Names(typeof(ChatOptions))];

    public static TheoryData<string> MessageNames => [.. Names(typeof(ChatMessage))];

    public static TheoryData<string> ContextNames => [.. Names(typeof(LlmCallContext))];

    [Theory]
    [MemberData(nameof(OptionNames))]
    public void Options_EveryPublicProperty_HasItsEffect(string name)
    {
        OptionChanges.ShouldContainKey(name, "ChatOptions has a property that the identity does not know. Take it in, raise the schema version, and list it here.");
        var options = Options();
        OptionChanges[name].Change(options);

        ShouldHave(OptionChanges[name].Effect, Find(Messages(), Options()), Find(Messages(), options));
    }

    [Theory]
    [MemberData(nameof(MessageNames))]
    public void Message_EveryPublicProperty_HasItsEffect(string name)
    {
        MessageChanges.ShouldContainKey(name);
        var message = Message();
        MessageChanges[name].Change(message);

        ShouldHave(MessageChanges[name].Effect, Find(Message()), Find(message));
    }

    [Theory]
    [MemberData(nameof(ContextNames))]
    public void Context_EveryPublicProperty_HasItsEffect(string name)
    {
        ContextChanges.ShouldContainKey(name);

        ShouldHave(
            ContextChanges[name].Effect,
            Find(Messages(), Options().WithParacle(Context())),
            Find(Messages(), Options().WithParacle(ContextChanges[name].Context)));
    }

    [Fact]
    public void Context_WithNothingAllowed_IsAsNone() =>
        Find(Messages(), Options().WithParacle(Context())).ShouldBe(Find(Messages(), Options()));

    [Fact]
    public void Identity_SameRequestMadeAnew_IsTheSame() => Find(Messages(), Options()).ShouldBe(Find(Messages(), Options()).ShouldNotBeNull());

    [Fact]
    public void Identity_AnotherTenantProviderOrAddress_IsAnother()
    {
        using var here = new MetadataChatClient(new ChatClientMetadata("vendor", new Uri("https://one.example"), "default-model"));
        using var there = new MetadataChatClient(new ChatClientMetadata("vendor", new Uri("https://two.example"), "default-model"));
        var identities = new[]
        {
            Find(Messages(), Options()),
            Find(Messages(), Options(), tenant: "acme2"),
            Find(Messages(), Options(), provider: "provider2"),
            Find(Messages(), Options(), client: here),
            Find(Messages(), Options(), client: there),
        };

        identities.ShouldAllBe(identity => identity != null);
        identities.Distinct().Count().ShouldBe(identities.Length);
    }

    [Fact]
    public void Identity_DefaultModelChanges_IsAnotherOnlyWhereNoneIsNamed()
    {
        using var old = new MetadataChatClient(new ChatClientMetadata("vendor", defaultModelId: "model-1"));
        using var latest = new MetadataChatClient(new ChatClientMetadata("vendor", defaultModelId: "model-2"));
        var unnamed = Options();
        unnamed.ModelId = null;

        Find(Messages(), unnamed, client: old).ShouldNotBe(Find(Messages(), unnamed, client: latest));
        Find(Messages(), Options(), client: old).ShouldBe(Find(Messages(), Options(), client: latest));
    }

    [Fact]
    public void Identity_OptionsOfAClassOfTheVendor_IsNone() => Find(Messages(), new VendorOptions()).ShouldBeNull();

    [Fact]
    public void Identity_ToolThatTheProviderRuns_IsNone() => Find(Messages(), new ChatOptions { Tools = [new HostedWebSearchTool()] }).ShouldBeNull();

    [Fact]
    public void Identity_PropertyOfUnknownType_IsNone() =>
        Find(Messages(), new ChatOptions { AdditionalProperties = new() { ["extra"] = new object() } }).ShouldBeNull();

    [Theory]
    [InlineData("name")]
    [InlineData("description")]
    [InlineData("schema")]
    [InlineData("return schema")]
    public void Tool_EveryDeclaration_Matters(string what)
    {
        var options = Options();
        options.Tools =
        [
            AIFunctionFactory.CreateDeclaration(
                what == "name" ? "sum" : "add",
                what == "description" ? "Sums." : "Adds.",
                Json(what == "schema" ? "{}" : """{"type":"object","properties":{"left":{}}}"""),
                what == "return schema" ? null : Json("""{"type":"integer"}""")),
        ];

        Find(Messages(), options).ShouldNotBe(Find(Messages(), Options()).ShouldNotBeNull());
    }

    private static IEnumerable<string> Names(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name);

    private static ChatMessage Message() => new(ChatRole.User, "Hello") { AuthorName = "ada", MessageId = "message-1" };

    private static LlmCallContext Context() => new() { Tenant = new TenantId("acme") };

    private static void ShouldHave(Effect effect, object? before, object? after)
    {
        before.ShouldNotBeNull();
        switch (effect)
        {
            case Effect.Tells:
                after.ShouldNotBeNull();
                after.ShouldNotBe(before);
                break;
            case Effect.IsVolatile:
                after.ShouldBe(before);
                break;
            default:
                after.ShouldBeNull();
                break;
        }
    }

    private sealed class VendorOptions : ChatOptions;
}
