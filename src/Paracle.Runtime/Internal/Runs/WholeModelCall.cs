using Microsoft.Extensions.AI;

namespace Paracle.Runtime.Internal.Runs;

internal sealed class WholeModelCall : IModelCall
{
    public Task<ChatResponse> AskAsync(
        IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions options, RunEvents events, CancellationToken cancellationToken) =>
        client.GetResponseAsync(messages, options, cancellationToken).AbandonAtAsync(cancellationToken);
}
