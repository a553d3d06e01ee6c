namespace Paracle.Providers.Http.Internal;

/// <summary>Reads the header Retry-After in both of its forms (RFC 9110, 10.2.3).</summary>
internal static class RetryAfter
{
    /// <returns>How long to wait from now; null when the response does not say, or says a moment that is past.</returns>
    public static TimeSpan? Of(HttpResponseMessage? response, TimeProvider time)
    {
        var wait = response?.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => TimeSpan.Zero,
        };
        return wait > TimeSpan.Zero ? wait : null;
    }
}
