using Microsoft.Extensions.AI;

namespace Paracle.Providers.Answers.Internal;

/// <summary>Which answers may be given again.</summary>
internal static class AnswerRules
{
    public const string Unfinished = "unfinished";
    public const string Truncated = "truncated";
    public const string Filtered = "filtered";
    public const string Failed = "failed";
    public const string Empty = "empty";
    public const string Stateful = "stateful";
    public const string Fallback = "fallback";
    public const string Opaque = "opaque";

    /// <summary>Why an answer must not be stored; null when it may.</summary>
    public static string? RefusalOf(Answer answer)
    {
        if (answer.Context is { IsFallback: true })
        {
            return Fallback;
        }

        var parts = answer.Updates.SelectMany(static update => update.Parts ?? []);
        if (parts.Any(part => part is OpaquePart { Content: ErrorContent }))
        {
            return Failed;
        }

        return RefusalOf(Array.FindLast(answer.Updates, update => update.FinishReason is not null)?.FinishReason) ?? answer switch
        {
            _ when answer.Updates.Any(update => update.Aside is { IsStateful: true }) => Stateful,
            _ when parts.Any(IsOpaque) || answer.Updates.Any(update => HasOpaque(update.Properties)) => Opaque,
            _ when !answer.Updates.Any(update => update.Text is { Length: > 0 }) && !parts.Any(part => part is not UsagePart and not TextPart { Text.Length: 0 }) => Empty,
            _ => null,
        };
    }

    private static string? RefusalOf(string? finishReason)
    {
        if (finishReason is null)
        {
            return Unfinished;
        }

        var reason = new ChatFinishReason(finishReason);
        return reason == ChatFinishReason.Stop || reason == ChatFinishReason.ToolCalls ? null
            : reason == ChatFinishReason.Length ? Truncated
            : reason == ChatFinishReason.ContentFilter ? Filtered
            : Unfinished;
    }

    private static bool IsOpaque(AnswerPart part) =>
        part is OpaquePart || HasOpaque(part.Properties) || (part is FunctionCallPart call && HasOpaque(call.Arguments));

    private static bool HasOpaque(AnswerProperty[]? properties) =>
        properties is not null && Array.Exists(properties, static property => property.Value.Opaque is not null);
}
