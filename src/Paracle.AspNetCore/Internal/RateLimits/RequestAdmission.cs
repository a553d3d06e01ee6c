using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Paracle.AspNetCore.Internal.Problems;

namespace Paracle.AspNetCore.Internal.RateLimits;

/// <summary>Lets a request in or refuses it, and tells the client how many are left (draft-ietf-httpapi-ratelimit-headers).</summary>
internal sealed class RequestAdmission(IRequestLimiter limiter, IOptions<HttpApiOptions> options)
{
    private readonly string _quota = FormattableString.Invariant(
        $"q={options.Value.RateLimitPermits};w={ProblemWriter.Seconds(options.Value.RateLimitWindow)}");

    public async ValueTask AdmitAsync(HttpContext context, Caller caller, string endpoint)
    {
        var decision = await limiter.TryAcquireAsync(caller, endpoint, context.RequestAborted).ConfigureAwait(false);
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = $"\"{endpoint}\";{_quota}";
        headers["RateLimit"] = decision.IsAllowed
            ? string.Create(CultureInfo.InvariantCulture, $"\"{endpoint}\";r={decision.Remaining}")
            : string.Create(CultureInfo.InvariantCulture, $"\"{endpoint}\";r=0;t={ProblemWriter.Seconds(decision.RetryAfter)}");
        if (!decision.IsAllowed)
        {
            throw new LimitExceededException(
                ErrorCodes.RateLimited,
                $"Subject '{caller.Subject}' of tenant '{caller.Tenant}' sent more than {options.Value.RateLimitPermits} requests in {options.Value.RateLimitWindow} to this endpoint. Wait, or raise HttpApiOptions.RateLimitPermits.")
            {
                RetryAfter = decision.RetryAfter,
            };
        }
    }
}
