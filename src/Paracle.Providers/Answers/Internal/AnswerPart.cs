using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Answers.Internal;

/// <summary>A part of an answer that nobody can change. The kinds are closed: a stored answer never chooses a type.</summary>
[JsonPolymorphic(UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(TextPart), "text")]
[JsonDerivedType(typeof(ReasoningPart), "reasoning")]
[JsonDerivedType(typeof(FunctionCallPart), "call")]
[JsonDerivedType(typeof(DataPart), "data")]
[JsonDerivedType(typeof(UriPart), "uri")]
[JsonDerivedType(typeof(UsagePart), "usage")]
internal abstract record AnswerPart
{
    public AnswerProperty[]? Properties { get; init; }

    public static AnswerPart[]? Of(IList<AIContent> contents)
    {
        if (contents.Count == 0)
        {
            return null;
        }

        var parts = new AnswerPart[contents.Count];
        for (var at = 0; at < parts.Length; at++)
        {
            parts[at] = Of(contents[at]);
        }

        return parts;
    }

    public static AnswerPart Of(AIContent content)
    {
        AnswerPart part = content switch
        {
            { Annotations.Count: > 0 } => new OpaquePart(content),
            TextContent text => new TextPart(text.Text),
            TextReasoningContent reasoning => new ReasoningPart(reasoning.Text, reasoning.ProtectedData),
            FunctionCallContent { Exception: null } call when call.GetType() == typeof(FunctionCallContent) =>
                new FunctionCallPart(call.CallId, call.Name, AnswerProperty.Of(call.Arguments), call.InformationalOnly),
            DataContent data when data.GetType() == typeof(DataContent) => new DataPart(data.MediaType, data.Data.ToArray(), data.Name),
            UriContent uri when uri.GetType() == typeof(UriContent) => new UriPart(uri.Uri.OriginalString, uri.MediaType),
            UsageContent usage => UsagePart.Of(usage.Details),
            _ => new OpaquePart(content),
        };
        return content.AdditionalProperties is { Count: > 0 } properties && part is not OpaquePart
            ? part with { Properties = AnswerProperty.Of(properties) }
            : part;
    }

    /// <summary>A content of its own for every reader, who may change it.</summary>
    public AIContent ToContent()
    {
        var content = Make();
        if (Properties is not null)
        {
            content.AdditionalProperties = AnswerProperty.ToProperties(Properties);
        }

        return content;
    }

    protected abstract AIContent Make();
}

internal sealed record TextPart(string Text) : AnswerPart
{
    protected override AIContent Make() => new TextContent(Text);
}

internal sealed record ReasoningPart(string Text, string? ProtectedData) : AnswerPart
{
    protected override AIContent Make() => new TextReasoningContent(Text) { ProtectedData = ProtectedData };
}

internal sealed record FunctionCallPart(string CallId, string Name, AnswerProperty[]? Arguments, bool IsInformationalOnly) : AnswerPart
{
    protected override AIContent Make() =>
        new FunctionCallContent(CallId, Name, AnswerProperty.ToArguments(Arguments)) { InformationalOnly = IsInformationalOnly };
}

internal sealed record DataPart(string MediaType, byte[] Data, string? Name) : AnswerPart
{
    protected override AIContent Make() => new DataContent(Data, MediaType) { Name = Name };
}

internal sealed record UriPart(string Uri, string MediaType) : AnswerPart
{
    protected override AIContent Make() => new UriContent(Uri, MediaType);
}

/// <summary>What is not known by its type: it goes to all who wait for the answer now, as the instance it is, and keeps the answer from being stored.</summary>
internal sealed record OpaquePart(AIContent Content) : AnswerPart
{
    protected override AIContent Make() => Content;
}
