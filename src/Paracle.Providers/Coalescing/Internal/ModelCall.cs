using Microsoft.Extensions.AI;
using Paracle.Providers.Answers.Internal;

namespace Paracle.Providers.Coalescing.Internal;

/// <summary>A call that can be shared, as the one who leads makes it.</summary>
internal sealed record ModelCall(
    IChatClient Client, string Provider, string? Model, IReadOnlyList<ChatMessage> Messages, ChatOptions? Options, bool IsStreaming)
{
    /// <summary>When its caller stops waiting; null for never.</summary>
    public DateTimeOffset? Deadline => Options.FindParacle()?.Deadline;

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
    /// <param name="flight">The flight.</param>
    /// <param name="isKept">Whether the answer is about to be stored: then who comes after its end may still read it here, until it is.</param>
    public async Task<Answer> RunAsync(AnswerFlight flight, Predicate<Answer> isKept)
    {
        try
        {
            var (answer, own) = IsStreaming ? (await StreamAsync(flight).ConfigureAwait(false), null) : await AskAsync(flight).ConfigureAwait(false);
            flight.Complete(answer, own, isKept(answer));
            return answer;
        }
        catch (Exception exception)
        {
            flight.Fail(exception);
            throw;
        }
    }

    private async Task<(Answer Answer, ChatResponse Own)> AskAsync(AnswerFlight flight)
    {
        var response = await Client.GetResponseAsync(Messages, Options, flight.Abandoned).ConfigureAwait(false);
        VendorObjects.LeaveBehind(response);
        return (response.ToAnswer(Provider, Model), response);
    }

    private async Task<Answer> StreamAsync(AnswerFlight flight)
    {
        await foreach (var update in Client.GetStreamingResponseAsync(Messages, Options, flight.Abandoned).ConfigureAwait(false))
        {
            flight.Add(update);
        }

        return Answer.Of(flight.Updates(), Provider, Model);
    }
}
