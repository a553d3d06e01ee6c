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

        string? finishReason = null;
        var (isFailed, isStateful, isOpaque, isEmpty) = (false, false, false, true);
        foreach (var update in answer.Updates)
        {
            finishReason = update.FinishReason ?? finishReason;
            isStateful |= update.IsStateful;
            isOpaque |= HasOpaque(update.Properties);
            isEmpty &= string.IsNullOrEmpty(update.Text);
            foreach (var part in update.Parts ?? [])
            {
                isFailed |= part is OpaquePart { Content: ErrorContent };
                isOpaque |= IsOpaque(part);
                isEmpty &= part is UsagePart or TextPart { Text.Length: 0 };
            }
        }

        return isFailed ? Failed : RefusalOf(finishReason) ?? (isStateful ? Stateful : isOpaque ? Opaque : isEmpty ? Empty : null);
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
