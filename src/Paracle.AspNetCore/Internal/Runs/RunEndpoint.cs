using Microsoft.AspNetCore.Http;
using Paracle.AspNetCore.Internal.Json;

namespace Paracle.AspNetCore.Internal.Runs;

/// <summary>Runs an agent to its end. A client that goes cancels the run.</summary>
internal sealed class RunEndpoint(IAgentRuntime runtime, JsonBody body, JsonAnswer answer)
{
    public async Task RunAsync(HttpContext context, Caller caller)
    {
        var sent = await body.ReadAsync(context, HttpJson.Contracts.RunBody).ConfigureAwait(false);
        var result = await runtime.RunAsync(sent.ToRequest(caller), context.RequestAborted).ConfigureAwait(false);
        await answer.WriteAsync(context, StatusCodes.Status200OK, RunAnswer.Of(result), HttpJson.Contracts.RunAnswer).ConfigureAwait(false);
    }
}
