using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Paracle.Testing;

/// <summary>Issues certificates for 127.0.0.1 that only a client trusts which was told to.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _root;

    /// <summary>Makes an authority with a root of its own.</summary>
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

    /// <summary>What a client goes by that trusts what this authority issues.</summary>
    public X509ChainPolicy TrustingPolicy()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_root);
        return policy;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
    }
}
