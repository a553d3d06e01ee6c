using Microsoft.AspNetCore.Http;
using Paracle.AspNetCore.Internal.Problems;
using Paracle.AspNetCore.Internal.RateLimits;

namespace Paracle.AspNetCore.Internal;

/// <summary>What every endpoint does around its own work: who asks, may he ask now, and what is he told if it fails.</summary>
internal sealed class EndpointGate(ITenantResolver tenants, RequestAdmission admission, ProblemWriter problems)
{
    /// <param name="endpoint">The endpoint's name in logs and rate limits, for example <c>agents.run</c>.</param>
    /// <param name="work">Answers the request of a caller.</param>
    public RequestDelegate Guard(string endpoint, Func<HttpContext, Caller, Task> work) => context => HandleAsync(context, endpoint, work);

    private async Task HandleAsync(HttpContext context, string endpoint, Func<HttpContext, Caller, Task> work)
    {
        try
        {
            // The principal alone says who asks: no header, query or body does.
            var caller = await tenants.ResolveAsync(context.User, context.RequestAborted).ConfigureAwait(false);
            await admission.AdmitAsync(context, caller, endpoint).ConfigureAwait(false);
            await work(context, caller).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
            {
                // Nobody is there to read it; the host's request metrics are.
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
        }
        catch (Exception exception)
        {
            await problems.WriteAsync(context, endpoint, exception).ConfigureAwait(false);
        }
    }
}
