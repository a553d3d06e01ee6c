using Microsoft.Extensions.AI;

namespace Paracle.Providers.Chat.Internal;

internal static class ChatMessagesExtensions
{
    /// <summary>The messages, to be read more than once: a sequence may be made anew, or otherwise, each time it is read.</summary>
    public static IReadOnlyList<ChatMessage> ToMessages(this IEnumerable<ChatMessage> messages) => messages as IReadOnlyList<ChatMessage> ?? [.. messages];
}
