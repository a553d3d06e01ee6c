using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paracle.Providers.Answers.Internal;

/// <summary>A value of open type in an answer, kept by one of its members; all are null for null.</summary>
internal sealed record AnswerValue
{
    public string? Text { get; init; }

    public bool? Flag { get; init; }

    public int? Int32 { get; init; }

    public long? Int64 { get; init; }

    public double? Real { get; init; }

    public JsonElement? Json { get; init; }

    /// <summary>A value whose type is none of these: it goes to those who wait for the answer now, and keeps the answer from being stored.</summary>
    [JsonIgnore]
    public object? Opaque { get; init; }

    public static AnswerValue Of(object? value) => value switch
    {
        null or JsonElement { ValueKind: JsonValueKind.Null } => new AnswerValue(),
        string text => new AnswerValue { Text = text },
        bool flag => new AnswerValue { Flag = flag },
        int number => new AnswerValue { Int32 = number },
        long number => new AnswerValue { Int64 = number },
        double number when double.IsFinite(number) => new AnswerValue { Real = number },
        JsonElement { ValueKind: not JsonValueKind.Undefined } json => new AnswerValue { Json = json.Clone() },
        _ => new AnswerValue { Opaque = value },
    };

    public object? ToObject() => Opaque ?? Text ?? (object?)Flag ?? (object?)Int32 ?? (object?)Int64 ?? (object?)Real ?? (object?)Json;
}
