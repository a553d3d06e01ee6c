namespace Paracle.Providers.Http.Internal;

/// <summary>Outside of the transport, for a vendor's client that one call at a time uses: tells the transport when the call's caller stops waiting.</summary>
internal sealed class CallDeadlineHandler : DelegatingHandler
{
    public static readonly HttpRequestOptionsKey<DateTimeOffset> Key = new("paracle.deadline");

    public DateTimeOffset Deadline { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(Key, Deadline);
        return base.SendAsync(request, cancellationToken);
    }
}
