using Microsoft.AspNetCore.Http;
using Paracle.AspNetCore.Internal.Json;

namespace Paracle.AspNetCore.Internal.Health;

/// <summary>For probes: whether the process answers, and whether it can do its work.</summary>
internal sealed class HealthEndpoints(Readiness readiness, JsonAnswer answer)
{
    public Task LiveAsync(HttpContext context) =>
        answer.WriteAsync(context, StatusCodes.Status200OK, LivenessDocument.Live, HttpJson.Contracts.LivenessDocument);

    public async Task ReadyAsync(HttpContext context)
    {
        var document = await readiness.GetAsync(context.RequestAborted).ConfigureAwait(false);
        var status = document.IsReady() ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await answer.WriteAsync(context, status, document, HttpJson.Contracts.ReadinessDocument).ConfigureAwait(false);
    }
}
