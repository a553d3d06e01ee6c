using Microsoft.Extensions.AI;

namespace Paracle.Providers.Identity.Internal;

/// <summary>Messages and their parts, without what changes from call to call: ids and times of messages.</summary>
internal static class CanonicalMessages
{
    private enum Part : byte
    {
        Text,
        Reasoning,
        Data,
        Uri,
        FunctionCall,
        FunctionResult,
        HostedFile,
    }

    /// <returns>Whether the messages hold nothing of unknown kind.</returns>
    public static bool TryWrite(this CanonicalHash hash, IReadOnlyList<ChatMessage> messages)
    {
        hash.Write(messages.Count);
        for (var at = 0; at < messages.Count; at++)
        {
            if (!hash.TryWriteMessage(messages[at]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryWriteMessage(this CanonicalHash hash, ChatMessage message)
    {
        // A vendor's own object may be sent in place of what can be seen of it; so may what a class of the vendor's adds.
        if (message.GetType() != typeof(ChatMessage) || message.RawRepresentation is not null)
        {
            return false;
        }

        hash.Write(message.Role.Value);
        hash.Write(message.AuthorName);
        if (!hash.TryWrite(message.AdditionalProperties))
        {
            return false;
        }

        var contents = message.Contents;
        hash.Write(contents.Count);
        for (var at = 0; at < contents.Count; at++)
        {
            var content = contents[at];
            if (content.RawRepresentation is not null || content.Annotations is { Count: > 0 }
                || !hash.TryWrite(content.AdditionalProperties) || !hash.TryWriteContent(content))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryWriteContent(this CanonicalHash hash, AIContent content)
    {
        switch (content)
        {
            case TextContent text:
                hash.Write((byte)Part.Text);
                hash.Write(text.Text);
                return true;
            case TextReasoningContent reasoning:
                hash.Write((byte)Part.Reasoning);
                hash.Write(reasoning.Text);
                hash.Write(reasoning.ProtectedData);
                return true;
            case DataContent data when data.GetType() == typeof(DataContent):
                hash.Write((byte)Part.Data);
                hash.Write(data.MediaType);
                hash.Write(data.Name);
                hash.Write(data.Data.Span);
                return true;
            case UriContent uri when uri.GetType() == typeof(UriContent):
                hash.Write((byte)Part.Uri);
                hash.Write(uri.MediaType);
                hash.Write(uri.Uri.OriginalString);
                return true;
            case FunctionCallContent { Exception: null } call when call.GetType() == typeof(FunctionCallContent):
                hash.Write((byte)Part.FunctionCall);
                hash.Write(call.CallId);
                hash.Write(call.Name);
                hash.Write(call.InformationalOnly);
                hash.Write(call.Arguments is not null);
                return hash.TryWrite(call.Arguments);
            case FunctionResultContent { Exception: null } result when result.GetType() == typeof(FunctionResultContent):
                hash.Write((byte)Part.FunctionResult);
                hash.Write(result.CallId);
                return hash.TryWriteValue(result.Result);
            case HostedFileContent file:
                hash.Write((byte)Part.HostedFile);
                hash.Write(file.FileId);
                hash.Write(file.MediaType);
                hash.Write(file.Name);
                return true;
            default:
                return false;
        }
    }
}
