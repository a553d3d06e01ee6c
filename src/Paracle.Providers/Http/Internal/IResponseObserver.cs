namespace Paracle.Providers.Http.Internal;

/// <summary>Sees the head of every response of a provider, those to attempts that are repeated too.</summary>
internal interface IResponseObserver
{
    ValueTask ObserveAsync(string provider, HttpRequestMessage request, HttpResponseMessage response);
}
