using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Paracle.Providers.Answers.Internal;
using Paracle.Providers.Coalescing.Internal;
using Paracle.Providers.Identity.Internal;

namespace Paracle.Providers.ResponseCache.Internal;

/// <summary>Answers from what is stored. Equal calls that find nothing share one, which fills the store.</summary>
internal sealed class ResponseCacheChatClient : DelegatingChatClient
{
    private readonly string _provider;
    private readonly RequestEligibility _eligibility;
    private readonly AnswerStore _store;
    private readonly IPriceList _prices;
    private readonly AnswerTelemetry _telemetry;
    private readonly AnswerFlights _flights;
    private readonly IChatClient _upstream;

    public ResponseCacheChatClient(
        IChatClient inner, string provider, RequestEligibility eligibility, AnswerStore store, AnswerFlights flights, IPriceList prices, AnswerTelemetry telemetry)
        : base(inner)
    {
        (_provider, _eligibility, _store, _prices, _telemetry) = (provider, eligibility, store, prices, telemetry);

        // Directly around coalescing the two are one: nothing is hashed, copied and shared twice.
        (_flights, _upstream) = inner is CoalescingChatClient coalescing
            ? (coalescing.Flights, coalescing.Upstream)
            : (flights, inner);
    }

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (_eligibility.TryIdentify(ref messages, options, out var request))
        {
            return AnswerAsync(request, options, cancellationToken);
        }

        _telemetry.Bypassed();
        return base.GetResponseAsync(messages, options, cancellationToken);
    }

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (_eligibility.TryIdentify(ref messages, options, out var request))
        {
            return StreamAsync(request, options, cancellationToken);
        }

        _telemetry.Bypassed();
        return base.GetStreamingResponseAsync(messages, options, cancellationToken);
    }

    private static string KeyOf(in IdentifiedRequest request) => CacheKey.Create(request.Tenant, $"llm.answer:{request.Identity.ToString()}").Value;

    private async Task<ChatResponse> AnswerAsync(IdentifiedRequest request, ChatOptions? options, CancellationToken cancellationToken)
    {
        var key = KeyOf(request);
        if (await _store.FindInMemoryAsync(key, cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            var call = CallOf(request, options, isStreaming: false);
            return await CallsOf(key, request.Tenant).GetResponseAsync(request.Identity, call, cancellationToken).ConfigureAwait(false);
        }

        _telemetry.Given(answer, AnswerSource.Store);
        return answer.ToResponse(AnswerSource.Store, _prices);
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IdentifiedRequest request, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = KeyOf(request);
        if (await _store.FindInMemoryAsync(key, cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            var call = CallOf(request, options, isStreaming: true);
            await foreach (var update in CallsOf(key, request.Tenant).GetStreamingResponseAsync(request.Identity, call, cancellationToken).ConfigureAwait(false))
            {
                yield return update;
            }

            yield break;
        }

        _telemetry.Given(answer, AnswerSource.Store);
        for (var at = 0; at < answer.Updates.Length - 1; at++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return answer.Updates[at].ToUpdate();
        }

        yield return answer.ToLastUpdate(AnswerSource.Store, _prices, isGiven: answer.Updates is []);
    }

    private SharedCalls CallsOf(string key, TenantId tenant) =>
        new(_flights, (flight, call) => _store.FillAsync(key, new AnswerFill(flight, call, tenant, _telemetry)), _prices, _telemetry);

    private ModelCall CallOf(in IdentifiedRequest request, ChatOptions? options, bool isStreaming) =>
        new(_upstream, _provider, _eligibility.ModelOf(options), request.Messages, options, isStreaming);
}
