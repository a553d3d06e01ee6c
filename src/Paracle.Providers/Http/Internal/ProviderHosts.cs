namespace Paracle.Providers.Http.Internal;

/// <summary>Where the requests of a provider, and with them its key, may go.</summary>
internal sealed class ProviderHosts(Uri baseUrl, ProviderHttpOptions options)
{
    public bool Allow(Uri? url) => url is { IsAbsoluteUri: true } && IsSecure(url) && Contains(url.IdnHost);

    private bool IsSecure(Uri url) =>
        string.Equals(url.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal)
        || (string.Equals(url.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal) && url.IsLoopback && baseUrl.IsLoopback);

    private bool Contains(string host) => options.AllowedHosts.Count == 0
        ? string.Equals(host, baseUrl.IdnHost, StringComparison.OrdinalIgnoreCase)
        : options.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}
