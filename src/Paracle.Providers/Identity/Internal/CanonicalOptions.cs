using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Identity.Internal;

/// <summary>The options of a request but for its model, and what of its <see cref="LlmCallContext"/> can change the answer.</summary>
internal static class CanonicalOptions
{
    /// <returns>Whether the options hold nothing of unknown kind, and nothing that ties the answer to this one call.</returns>
    public static bool TryWrite(this CanonicalHash hash, ChatOptions? options)
    {
        hash.Write(options is not null);
        if (options is null)
        {
            return true;
        }

        if (options.GetType() != typeof(ChatOptions) || options.RawRepresentationFactory is not null || options.ConversationId is not null
            || options.ContinuationToken is not null || options.AllowBackgroundResponses == true)
        {
            return false;
        }

        hash.Write(options.Instructions);
        hash.Write(options.Temperature);
        hash.Write(options.MaxOutputTokens);
        hash.Write(options.TopP);
        hash.Write(options.TopK);
        hash.Write(options.FrequencyPenalty);
        hash.Write(options.PresencePenalty);
        hash.Write(options.Seed);
        hash.Write(options.AllowMultipleToolCalls);
        hash.Write((long?)options.Reasoning?.Effort);
        hash.Write((long?)options.Reasoning?.Output);

        // An answer that was made together with others is for those alone who allowed it.
        hash.Write(options.FindParacle()?.AllowBatching == true);
        hash.Write(options.StopSequences?.Count ?? -1);
        foreach (var stop in options.StopSequences ?? [])
        {
            hash.Write(stop);
        }

        return hash.TryWriteFormat(options.ResponseFormat) && hash.TryWriteMode(options.ToolMode) && hash.TryWriteTools(options.Tools)
            && hash.TryWrite(options.AdditionalProperties);
    }

    private static bool TryWriteFormat(this CanonicalHash hash, ChatResponseFormat? format)
    {
        switch (format)
        {
            case null:
                hash.Write((byte)0);
                return true;
            case ChatResponseFormatText:
                hash.Write((byte)1);
                return true;
            case ChatResponseFormatJson json:
                hash.Write((byte)2);
                hash.Write(json.SchemaName);
                hash.Write(json.SchemaDescription);
                hash.WriteSchema(json.Schema);
                return true;
            default:
                return false;
        }
    }

    private static bool TryWriteMode(this CanonicalHash hash, ChatToolMode? mode)
    {
        switch (mode)
        {
            case null:
                hash.Write((byte)0);
                return true;
            case AutoChatToolMode:
                hash.Write((byte)1);
                return true;
            case NoneChatToolMode:
                hash.Write((byte)2);
                return true;
            case RequiredChatToolMode required:
                hash.Write((byte)3);
                hash.Write(required.RequiredFunctionName);
                return true;
            default:
                return false;
        }
    }

    // A function is what is declared of it. Tools that the provider runs see the world of the moment, so their answers are of the moment.
    private static bool TryWriteTools(this CanonicalHash hash, IList<AITool>? tools)
    {
        hash.Write(tools?.Count ?? -1);
        foreach (var tool in tools ?? [])
        {
            if (tool is not AIFunctionDeclaration function)
            {
                return false;
            }

            hash.Write(function.Name);
            hash.Write(function.Description);
            hash.WriteSchema(function.JsonSchema);
            hash.WriteSchema(function.ReturnJsonSchema);
            if (!hash.TryWrite(function.AdditionalProperties))
            {
                return false;
            }
        }

        return true;
    }

    private static void WriteSchema(this CanonicalHash hash, JsonElement? schema) => hash.Write(
        schema is { ValueKind: not JsonValueKind.Undefined } given ? JsonMarshal.GetRawUtf8Value(given) : default);
}
