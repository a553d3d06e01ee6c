using Microsoft.Extensions.AI;

namespace Paracle.Providers.Answers.Internal;

/// <summary>
/// A vendor's own objects in what its caller will send back: they may be sent in place of what can be seen, so a conversation that goes on
/// with one has no identity, and its next call could be neither shared nor stored.
/// </summary>
internal static class VendorObjects
{
    public static void LeaveBehind(ChatResponse response)
    {
        foreach (var message in response.Messages)
        {
            message.RawRepresentation = null;
            LeaveBehind(message.Contents);
        }
    }

    public static void LeaveBehind(IList<AIContent> contents)
    {
        for (var at = 0; at < contents.Count; at++)
        {
            // Of what is not known by its type, the object may be all there is.
            if (contents[at] is TextContent or TextReasoningContent or FunctionCallContent or DataContent or UriContent or UsageContent)
            {
                contents[at].RawRepresentation = null;
            }
        }
    }
}
