using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Paracle.Runtime.Internal.Tools;

/// <summary>The arguments of a tool call as the JSON object the model meant.</summary>
internal static class ToolArguments
{
    private static readonly IDictionary<string, object?> None = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>Reads them; false when what the model sent is no JSON object.</summary>
    public static bool TryRead(FunctionCallContent call, out JsonElement arguments)
    {
        arguments = default;
        if (call.Exception is not null)
        {
            return false;
        }

        try
        {
            arguments = CompactJson.ToElement(call.Arguments ?? None);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The arguments as JSON text, for people to read.</summary>
    public static string TextOf(FunctionCallContent call) => TryRead(call, out var arguments) ? arguments.GetRawText() : "{}";

    /// <summary>Whether they fit the tool's schema.</summary>
    public static bool Fit(JsonElement arguments, JsonElement schema, [NotNullWhen(false)] out string? fault)
    {
        fault = JsonSchemaRules.FindFault(schema, arguments);
        return fault is null;
    }
}
