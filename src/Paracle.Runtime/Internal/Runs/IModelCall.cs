using Microsoft.Extensions.AI;

namespace Paracle.Runtime.Internal.Runs;

/// <summary>One way to ask a model: for the whole answer, or piece by piece.</summary>
internal interface IModelCall
{
    Task<ChatResponse> AskAsync(IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions options, RunEvents events, CancellationToken cancellationToken);
}
