using Microsoft.Extensions.AI;

namespace Paracle.Runtime.Internal.Runs;

internal sealed class StreamedModelCall : IModelCall
{
    public async Task<ChatResponse> AskAsync(
        IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions options, RunEvents events, CancellationToken cancellationToken)
    {
        List<ChatResponseUpdate> updates = [];
        long length = 0;
        var stream = client.GetStreamingResponseAsync(messages, options, cancellationToken);
        await foreach (var update in stream.AbandonAtAsync(cancellationToken).ConfigureAwait(false))
        {
            updates.Add(update);
            if (update.Text is not { Length: > 0 } text)
            {
                continue;
            }

            length += text.Length;
            if (length > ExecutionRules.MaxText)
            {
                throw ModelAnswer.TooLong();
            }

            await events.EmitAsync(new AgentEvent.Text(text), cancellationToken).ConfigureAwait(false);
        }

        return updates.ToChatResponse();
    }
}
