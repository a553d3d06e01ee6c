using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Paracle.Runtime.Internal.Tools;

/// <summary>JSON as models read and write it, without the indentation that the AI library's own options add: white space costs tokens.</summary>
internal static class CompactJson
{
    private static readonly JsonSerializerOptions Options = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static JsonElement ToElement(IDictionary<string, object?> values) =>
        JsonSerializer.SerializeToElement(values, Options.GetTypeInfo(typeof(IDictionary<string, object?>)));

    public static string ToText(JsonElement element) => JsonSerializer.Serialize(element, Options.GetTypeInfo(typeof(JsonElement)));
}
