using Microsoft.Extensions.AI;
using Paracle.Providers.Answers.Internal;

namespace Paracle.Providers.Coalescing.Internal;

/// <summary>A call that can be shared, as the one who leads makes it.</summary>
internal sealed record ModelCall(IChatClient Client, string Provider, IReadOnlyList<ChatMessage> Messages, ChatOptions? Options, bool IsStreaming)
{
    /// <summary>A copy that its caller cannot change any more: the call may outlast its caller, and its answer goes to others.</summary>
    public ModelCall Snapshot()
    {
        var messages = new ChatMessage[Messages.Count];
        for (var at = 0; at < messages.Length; at++)
        {
            messages[at] = Messages[at].Clone();
            messages[at].Contents = [.. Messages[at].Contents];
        }

        return this with { Messages = messages, Options = Options?.Clone() };
    }

    /// <summary>Makes the call and brings its answer, or its error, to all who read the flight.</summary>
    public async Task<Answer> RunAsync(AnswerFlight flight)
    {
        try
        {
            if (!IsStreaming)
            {
                var response = await Client.GetResponseAsync(Messages, Options, flight.Abandoned).ConfigureAwait(false);
                return flight.Complete(response.ToAnswer(Provider), isFromStore: false);
            }

            await foreach (var update in Client.GetStreamingResponseAsync(Messages, Options, flight.Abandoned).ConfigureAwait(false))
            {
                flight.Add(AnswerUpdate.Of(update));
            }

            return flight.Complete(Provider);
        }
        catch (Exception exception)
        {
            flight.Fail(exception);
            throw;
        }
    }
}
