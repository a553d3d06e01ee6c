using Microsoft.Extensions.DependencyInjection;
using Paracle.Providers.Tests.Wire;
using Paracle.Testing;

namespace Paracle.Providers.Tests.Http;

internal static class TestAuthorityExtensions
{
    /// <summary>Lets the provider trust what this authority issues, and tells of its connections once TLS stands.</summary>
    public static void Trust(this TestAuthority authority, IParacleBuilder builder, Action<Version>? connected = null) =>
        builder.Services.AddHttpClient("paracle.provider." + WireHost.Provider).UseSocketsHttpHandler((handler, _) =>
        {
            handler.SslOptions.CertificateChainPolicy = authority.TrustingPolicy();
            handler.PlaintextStreamFilter = (context, _) =>
            {
                connected?.Invoke(context.NegotiatedHttpVersion);
                return ValueTask.FromResult(context.PlaintextStream);
            };
        });
}
