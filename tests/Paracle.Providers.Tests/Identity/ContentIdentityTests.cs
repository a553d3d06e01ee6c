using System.Reflection;
using Microsoft.Extensions.AI;
using static Paracle.Providers.Tests.Identity.IdentitySample;

namespace Paracle.Providers.Tests.Identity;

public sealed class ContentIdentityTests
{
    private static readonly string[] Everywhere = [nameof(AIContent.Annotations), nameof(AIContent.RawRepresentation), nameof(AIContent.AdditionalProperties)];

    /// <summary>Every known kind, and one of it for each property that differs in that property alone. What is null makes a request without identity.</summary>
    private static readonly Dictionary<Type, (AIContent Sample, Dictionary<string, AIContent?> Others)> Known = new()
    {
        [typeof(TextContent)] = (new TextContent("text"), new() { [nameof(TextContent.Text)] = new TextContent("other") }),
        [typeof(TextReasoningContent)] = (
            new TextReasoningContent("text") { ProtectedData = "data" },
            new()
            {
                [nameof(TextReasoningContent.Text)] = new TextReasoningContent("other") { ProtectedData = "data" },
                [nameof(TextReasoningContent.ProtectedData)] = new TextReasoningContent("text"),
            }),
        [typeof(DataContent)] = (
            new DataContent(new byte[] { 1 }, "image/png") { Name = "one" },
            new()
            {
                [nameof(DataContent.Data)] = new DataContent(new byte[] { 2 }, "image/png") { Name = "one" },
                [nameof(DataContent.Uri)] = new DataContent("data:image/png;base64,BA==") { Name = "one" },
                [nameof(DataContent.Base64Data)] = new DataContent("data:image/png;base64,Aw==") { Name = "one" },
                [nameof(DataContent.MediaType)] = new DataContent(new byte[] { 1 }, "image/gif") { Name = "one" },
                [nameof(DataContent.Name)] = new DataContent(new byte[] { 1 }, "image/png"),
            }),
        [typeof(UriContent)] = (
            new UriContent("https://example.com/1", "image/png"),
            new()
            {
                [nameof(UriContent.Uri)] = new UriContent("https://example.com/2", "image/png"),
                [nameof(UriContent.MediaType)] = new UriContent("https://example.com/1", "image/gif"),
            }),
        [typeof(FunctionCallContent)] = (
            new FunctionCallContent("call", "add", new Dictionary<string, object?> { ["left"] = 1 }),
            new()
            {
                [nameof(FunctionCallContent.CallId)] = new FunctionCallContent("other", "add", new Dictionary<string, object?> { ["left"] = 1 }),
                [nameof(FunctionCallContent.Name)] = new FunctionCallContent("call", "sum", new Dictionary<string, object?> { ["left"] = 1 }),
                [nameof(FunctionCallContent.Arguments)] = new FunctionCallContent("call", "add", new Dictionary<string, object?> { ["left"] = 2 }),
                [nameof(FunctionCallContent.InformationalOnly)] =
                    new FunctionCallContent("call", "add", new Dictionary<string, object?> { ["left"] = 1 }) { InformationalOnly = true },
                [nameof(FunctionCallContent.Exception)] = null,
            }),
        [typeof(FunctionResultContent)] = (
            new FunctionResultContent("call", "5"),
            new()
            {
                [nameof(FunctionResultContent.CallId)] = new FunctionResultContent("other", "5"),
                [nameof(FunctionResultContent.Result)] = new FunctionResultContent("call", 5),
                [nameof(FunctionResultContent.Exception)] = null,
            }),
        [typeof(HostedFileContent)] = (
            new HostedFileContent("file"),
            new()
            {
                [nameof(HostedFileContent.FileId)] = new HostedFileContent("other"),
                [nameof(HostedFileContent.MediaType)] = new HostedFileContent("file") { MediaType = "image/png" },
                [nameof(HostedFileContent.Name)] = new HostedFileContent("file") { Name = "name" },
            }),
    };

    /// <summary>What only tells of a stored file, and is not sent.</summary>
    private static readonly string[] Unsent = ["SizeInBytes", "CreatedAt", "Purpose", "Scope"];

    public static TheoryData<Type> KnownTypes => [.. Known.Keys];

    [Theory]
    [MemberData(nameof(KnownTypes))]
    public void Content_EveryPublicProperty_Matters(Type type)
    {
        var (sample, others) = Known[type];
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Except(Everywhere).Except(Unsent);

        others.Keys.ShouldBe(properties, ignoreOrder: true, $"{type.Name} has a property that the identity does not know.");
        var identities = others.Values.OfType<AIContent>().Append(sample).Select(Find).ToList();
        identities.ShouldAllBe(identity => identity != null);
        identities.Distinct().Count().ShouldBe(identities.Count);
    }

    [Theory]
    [MemberData(nameof(KnownTypes))]
    public void Content_WithWhatOnlyTheVendorUnderstands_HasNoIdentity(Type type)
    {
        var content = Known[type].Sample;
        content.RawRepresentation = new object();
        var withRaw = Find(content);
        content.RawRepresentation = null;
        content.AdditionalProperties = new() { ["key"] = new object() };
        var withUnknown = Find(content);
        content.AdditionalProperties = null;
        content.Annotations = [new CitationAnnotation()];
        var withAnnotation = Find(content);
        content.Annotations = null;

        withRaw.ShouldBeNull();
        withUnknown.ShouldBeNull();
        withAnnotation.ShouldBeNull();
    }

    [Fact]
    public void Content_AdditionalProperty_Matters() =>
        Find(new TextContent("text") { AdditionalProperties = new() { ["cache_control"] = "ephemeral" } }).ShouldNotBe(Find(new TextContent("text")).ShouldNotBeNull());

    [Fact]
    public void Content_WithAnError_HasNoIdentity()
    {
        Find(new FunctionCallContent("call", "add") { Exception = new FormatException() }).ShouldBeNull();
        Find(new FunctionResultContent("call", null) { Exception = new FormatException() }).ShouldBeNull();
    }

    [Fact]
    public void Content_OfUnknownType_HasNoIdentity()
    {
        Find(new AIContent()).ShouldBeNull();
        Find(new ErrorContent("error")).ShouldBeNull();
        Find(new VendorContent()).ShouldBeNull();
        Find(new VendorCall()).ShouldBeNull();
    }

    [Fact]
    public void Contents_EveryTypeOfTheAbstractions_IsKnownOrHasNoIdentity()
    {
        var types = typeof(AIContent).Assembly.GetExportedTypes().Where(type => typeof(AIContent).IsAssignableFrom(type) && !type.IsAbstract);
        foreach (var type in types.Except(Known.Keys))
        {
            var content = (AIContent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
            Find(content).ShouldBeNull(type.Name);
        }
    }

    [Fact]
    public void Texts_CutOtherwise_AreOthers()
    {
        Find([new(ChatRole.User, [new TextContent("ab"), new TextContent("c")])], Options())
            .ShouldNotBe(Find([new(ChatRole.User, [new TextContent("a"), new TextContent("bc")])], Options()));
        Find([new(ChatRole.User, "ab"), new(ChatRole.User, "c")], Options()).ShouldNotBe(Find([new(ChatRole.User, [new TextContent("ab"), new TextContent("c")])], Options()));
    }

    [Fact]
    public void Texts_LoneSurrogates_AreToldApart()
    {
        string[] texts = ["\uD800", "\uDC00", "\uFFFD", "\uD800\uDC00", "\uDC00\uD800", "a\uD800", "\uD800a"];

        texts.Select(text => Find(new TextContent(text))).Distinct().Count().ShouldBe(texts.Length);
    }

    [Theory]
    [InlineData(16_000)]
    [InlineData(100_000)]
    public void Texts_LongerThanTheBuffer_DifferByTheirLastCharacter(int length)
    {
        var text = new string('ä', length);

        Find(new TextContent(text)).ShouldBe(Find(new TextContent(new string('ä', length))).ShouldNotBeNull());
        Find(new TextContent(text[..^1] + "a")).ShouldNotBe(Find(new TextContent(text)));
        Find(new DataContent(new byte[length], "image/png")).ShouldNotBe(Find(new DataContent(new byte[length + 1], "image/png")));
    }

    private sealed class VendorContent : AIContent;

    private sealed class VendorCall() : FunctionCallContent("call", "add");
}
