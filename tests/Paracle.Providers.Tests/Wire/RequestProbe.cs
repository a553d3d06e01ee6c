namespace Paracle.Providers.Tests.Wire;

/// <summary>Sees each request as it leaves.</summary>
public sealed class RequestProbe(Action<HttpRequestMessage> see) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        see(request);
        return base.SendAsync(request, cancellationToken);
    }
}
