namespace Paracle.Providers.Http.Internal;

/// <summary>Innermost of the transport, within the retries: shows responses to who wants to see them.</summary>
internal sealed class ObservedHttpHandler(string provider, IEnumerable<IResponseObserver> observers) : DelegatingHandler
{
    private readonly IResponseObserver[] _observers = [.. observers];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        foreach (var observer in _observers)
        {
            await observer.ObserveAsync(provider, request, response).ConfigureAwait(false);
        }

        return response;
    }
}
