using Microsoft.Extensions.AI;
using Paracle.Providers.Answers.Internal;
using Paracle.Providers.Identity.Internal;

namespace Paracle.Providers.Coalescing.Internal;

/// <summary>Lets equal calls that are under way at the same time share one.</summary>
internal sealed class CoalescingChatClient(
    IChatClient inner, string provider, RequestEligibility eligibility, AnswerFlights flights, IPriceList prices, AnswerTelemetry telemetry)
    : DelegatingChatClient(inner)
{
    private readonly SharedCalls _calls = new(flights, static (flight, call) => call.RunAsync(flight, static _ => false), prices, telemetry);

    /// <summary>What it stands around. A response cache directly around it shares calls itself, and goes on from there.</summary>
    public IChatClient Upstream => InnerClient;

    public AnswerFlights Flights => flights;

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        eligibility.TryIdentify(ref messages, options, out var request)
            ? _calls.GetResponseAsync(request.Identity, CallOf(request, options, isStreaming: false), cancellationToken)
            : base.GetResponseAsync(messages, options, cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        eligibility.TryIdentify(ref messages, options, out var request)
            ? _calls.GetStreamingResponseAsync(request.Identity, CallOf(request, options, isStreaming: true), cancellationToken)
            : base.GetStreamingResponseAsync(messages, options, cancellationToken);

    private ModelCall CallOf(in IdentifiedRequest request, ChatOptions? options, bool isStreaming) =>
        new(InnerClient, provider, eligibility.ModelOf(options), request.Messages, options, isStreaming);
}
