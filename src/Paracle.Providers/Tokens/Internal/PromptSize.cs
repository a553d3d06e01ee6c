using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tokens.Internal;

/// <summary>How long a prompt is, in characters or what stands for them.</summary>
internal static class PromptSize
{
    /// <summary>What a message costs besides its content: its role and its bounds.</summary>
    private const int MessageOverhead = 16;

    /// <summary>What stands for an image, a file or anything else whose tokens no length tells: about 1,000 tokens.</summary>
    private const int OpaqueContent = 4_000;

    public static long Of(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        long characters = options?.Instructions?.Length ?? 0;
        foreach (var message in messages)
        {
            characters += MessageOverhead;
            foreach (var content in message.Contents)
            {
                characters += Of(content);
            }
        }

        foreach (var tool in options?.Tools ?? [])
        {
            characters += MessageOverhead + tool.Name.Length + tool.Description.Length + SchemaOf(tool);
        }

        return characters;
    }

    /// <summary>How long a part of a prompt or of an answer is.</summary>
    public static long Of(AIContent content) => content switch
    {
        TextContent text => text.Text.Length,
        TextReasoningContent reasoning => reasoning.Text.Length,
        FunctionCallContent call => MessageOverhead + call.Name.Length + (call.Arguments?.Sum(argument => argument.Key.Length + LengthOf(argument.Value)) ?? 0),
        FunctionResultContent result => MessageOverhead + LengthOf(result.Result),
        UsageContent => 0,
        _ => OpaqueContent,
    };

    private static long SchemaOf(AITool tool) =>
        tool is AIFunctionDeclaration function && function.JsonSchema.ValueKind != System.Text.Json.JsonValueKind.Undefined
            ? JsonMarshal.GetRawUtf8Value(function.JsonSchema).Length
            : 0;

    private static long LengthOf(object? value) => value switch
    {
        null => 0,
        string text => text.Length,
        System.Text.Json.JsonElement { ValueKind: not System.Text.Json.JsonValueKind.Undefined } json => JsonMarshal.GetRawUtf8Value(json).Length,
        _ => MessageOverhead,
    };
}
