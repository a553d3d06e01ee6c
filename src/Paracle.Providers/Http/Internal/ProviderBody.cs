namespace Paracle.Providers.Http.Internal;

/// <summary>The body of an answer, whose reads end in an error instead of never, and in ours instead of the network's.</summary>
internal static class ProviderBody
{
    public static async Task<HttpContent> WrapAsync(
        HttpContent content, string provider, ProviderHttpOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var size = new BodySize(provider, options, string.Equals(content.Headers.ContentType?.MediaType, "text/event-stream", StringComparison.OrdinalIgnoreCase));
        var wrapped = new StreamContent(new ProviderBodyStream(stream, provider, size, options.IdleTimeout, time));
        foreach (var header in content.Headers.NonValidated)
        {
            wrapped.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string>)header.Value);
        }

        return wrapped;
    }
}
