using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.Http;

/// <summary>Issues certificates for 127.0.0.1 that only a client trusts which was told to.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _root;

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=Paracle tests", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        _root = request.CreateSelfSigned(Now - (2 * Year), Now + Year);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A certificate that lasts until so long from now; less than nothing is expired.</summary>
    public X509Certificate2 Issue(TimeSpan lasts, string host = "127.0.0.1")
    {
        using var key = RSA.Create(2048);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_root, Now - Year, Now + lasts, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>Lets the provider trust what this authority issues, and tells of its connections once TLS stands.</summary>
    public void Trust(IParacleBuilder builder, Action<Version>? connected = null) =>
        builder.Services.AddHttpClient("paracle.provider." + WireHost.Provider).UseSocketsHttpHandler((handler, _) =>
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.Add(_root);
            handler.SslOptions.CertificateChainPolicy = policy;
            handler.PlaintextStreamFilter = (context, _) =>
            {
                connected?.Invoke(context.NegotiatedHttpVersion);
                return ValueTask.FromResult(context.PlaintextStream);
            };
        });

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
    }
}
