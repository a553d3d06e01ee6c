using System.Net;
using Paracle.Providers.Internal;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Paracle.Providers.Http.Internal;

/// <summary>
/// Outermost of the transport: what is not a success becomes a <see cref="ProviderException"/> here, before a vendor's client
/// can put the body, which may repeat the prompt or the key, into an error of its own.
/// </summary>
internal sealed class ProviderHttpHandler(string provider, IHttpProviderOptions settings, TimeProvider time) : DelegatingHandler
{
    private readonly ProviderHttpOptions _options = settings.Http;
    private readonly ProviderHosts _hosts = new(settings.BaseUrl!, settings.Http);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!_hosts.Allow(request.RequestUri))
        {
            throw ProviderErrors.HostRefused(provider, request.RequestUri);
        }

        if (_options.ApiKeyProvider is { } ask)
        {
            await ProviderKey.SetAsync(request, provider, ask, cancellationToken).ConfigureAwait(false);
        }

        request.Options.Set(ProviderRetries.BeganAt, time.GetTimestamp());

        // A message made by hand asks for 1.1, whatever the client's default is. Without TLS it falls back to that.
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        var response = await SendTypedAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            response.Content = await ProviderBody.WrapAsync(response.Content, provider, _options, time, cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? response : throw await RefusalAsync(response, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task<ProviderException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var code = await ErrorBody.ReadCodeAsync(response.Content, cancellationToken).ConfigureAwait(false);
        return ProviderErrors.Refused(provider, (int)response.StatusCode, code, RetryAfter.Of(response, time));
    }

    private async Task<HttpResponseMessage> SendTypedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException exception)
        {
            var limit = exception.Timeout == _options.AttemptTimeout ? nameof(_options.AttemptTimeout) : nameof(_options.TotalTimeout);
            throw ProviderErrors.NoAnswer(provider, "Http." + limit, exception.Timeout, exception);
        }
        catch (BrokenCircuitException exception)
        {
            throw ProviderErrors.CircuitOpen(provider, _options.BreakerPause, exception);
        }
        catch (HttpRequestException exception) when (exception.InnerException is ProviderException)
        {
            throw ProviderErrors.Of(provider, exception);
        }
        catch (Exception exception) when (ProviderRetries.NeverLeft(exception, cancellationToken))
        {
            throw ProviderErrors.Unreachable(provider, (exception as HttpRequestException)?.HttpRequestError.ToString() ?? "it did not connect in time", exception);
        }
        catch (HttpRequestException exception)
        {
            throw ProviderErrors.ConnectionLost(provider, exception);
        }
    }
}
