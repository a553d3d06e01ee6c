using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.Fallback.Internal;

/// <summary>A name behind which several providers stand. It never asks one twice: sending again is the transport's work. The clients are not its own to dispose.</summary>
internal sealed class FallbackChatClient(
    string route, IReadOnlyList<RouteTarget> targets, ITargetOrder order, FallbackOptions settings, FallbackTelemetry telemetry, TimeProvider time) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new(route, defaultModelId: targets[0].Target.ModelOf(options: null));
    private readonly IReadOnlyList<ChatTarget> _targets = [.. targets.Select(target => target.Target)];

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var prompt = messages.ToMessages();
        var call = Begin(prompt, options);
        while (true)
        {
            try
            {
                var response = await call.Target.Client.GetResponseAsync(prompt, call.Options, cancellationToken).ConfigureAwait(false);
                call.Began();
                response.SetParacle(call.Tell(response.FindParacle()));
                return response;
            }
            catch (Exception exception) when (call.MayMoveOn(exception, cancellationToken))
            {
                call.MoveOn(exception);
            }
            catch (UnsentException exception) when (call.MayBeBilled)
            {
                throw exception.AsSent();
            }
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var prompt = messages.ToMessages();
        var call = Begin(prompt, options);
        var (updates, hasUpdate) = await OpenAsync(call, prompt, cancellationToken).ConfigureAwait(false);
        await using var _ = updates.ConfigureAwait(false);
        var isFinished = false;
        while (hasUpdate)
        {
            var update = updates.Current;

            // Which one is the last shows only later; usage often follows the reason of the end.
            isFinished |= update.FinishReason is not null;
            if (isFinished)
            {
                update.SetParacle(call.Tell(update.FindParacle()));
            }

            yield return update;
            hasUpdate = await updates.MoveNextAsync().ConfigureAwait(false);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(IReadOnlyList<ChatTarget>) ? _targets
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose()
    {
    }

    // Up to its first update a stream can still be another provider's.
    private static async ValueTask<(IAsyncEnumerator<ChatResponseUpdate> Updates, bool HasUpdate)> OpenAsync(
        FallbackCall call, IReadOnlyList<ChatMessage> prompt, CancellationToken cancellationToken)
    {
        while (true)
        {
            var updates = call.Target.Client.GetStreamingResponseAsync(prompt, call.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            try
            {
                var hasUpdate = await updates.MoveNextAsync().ConfigureAwait(false);
                call.Began();
                return (updates, hasUpdate);
            }
            catch (Exception exception) when (call.MayMoveOn(exception, cancellationToken))
            {
                await updates.DisposeAsync().ConfigureAwait(false);
                call.MoveOn(exception);
            }
            catch (UnsentException exception) when (call.MayBeBilled)
            {
                await updates.DisposeAsync().ConfigureAwait(false);
                throw exception.AsSent();
            }
        }
    }

    private FallbackCall Begin(IReadOnlyList<ChatMessage> prompt, ChatOptions? options)
    {
        // What the provider remembers, no other one knows.
        var isBound = options is { ConversationId: not null } or { ContinuationToken: not null };
        return new FallbackCall(route, isBound ? [targets[0]] : order.For(prompt, options), options, settings.MoveOnWithoutStatus, telemetry, time);
    }
}
