using Microsoft.Extensions.AI;

namespace Paracle.Providers.Answers.Internal;

/// <summary>A named value in an answer: an argument, or an additional property.</summary>
internal sealed record AnswerProperty(string Name, AnswerValue Value)
{
    /// <summary>Takes all but what the layer itself told.</summary>
    public static AnswerProperty[]? Of(IEnumerable<KeyValuePair<string, object?>>? values) => values is null
        ? null
        : [.. values.Where(one => one.Value is not LlmAnswerContext).Select(one => new AnswerProperty(one.Key, AnswerValue.Of(one.Value)))];

    public static AdditionalPropertiesDictionary? ToProperties(AnswerProperty[]? properties)
    {
        if (properties is null or [])
        {
            return null;
        }

        var made = new AdditionalPropertiesDictionary();
        foreach (var property in properties)
        {
            made[property.Name] = property.Value.ToObject();
        }

        return made;
    }

    public static Dictionary<string, object?>? ToArguments(AnswerProperty[]? properties) =>
        properties?.ToDictionary(property => property.Name, property => property.Value.ToObject(), StringComparer.Ordinal);
}
