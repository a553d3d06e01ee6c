using Microsoft.AspNetCore.Http;
using Paracle.AspNetCore.Internal.Json;

namespace Paracle.AspNetCore.Internal.Streams;

/// <summary>Runs an agent and tells what happens as it happens. A client that goes cancels the run; resuming by Last-Event-ID is not offered.</summary>
internal sealed class StreamEndpoint(IAgentRuntime runtime, JsonBody body, StreamSlots slots, EventPump pump)
{
    public async Task StreamAsync(HttpContext context, Caller caller)
    {
        var sent = await body.ReadAsync(context, HttpJson.Contracts.RunBody).ConfigureAwait(false);
        var request = sent.ToRequest(caller);
        using var slot = slots.Take(caller.Tenant);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var events = runtime.StreamAsync(request, stop.Token).GetAsyncEnumerator(CancellationToken.None);
        await using (events.ConfigureAwait(false))
        {
            // What fails before the run begins is answered by status and problem details: nothing is sent yet.
            if (await events.MoveNextAsync().ConfigureAwait(false))
            {
                await pump.PumpAsync(events, context, stop).ConfigureAwait(false);
            }
        }
    }
}
