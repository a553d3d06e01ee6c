using System.Net;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Paracle.Cache.Redis.Internal;

/// <summary>Checks what the connection string says, without repeating it: it may hold a password.</summary>
internal sealed class RedisTransportValidator : IValidateOptions<RedisOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisOptions options)
    {
        ConfigurationOptions parsed;
        try
        {
            parsed = ConfigurationOptions.Parse(options.ConnectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            return ValidateOptionsResult.Fail(
                "RedisOptions.ConnectionString cannot be read. Give it as host:port,name=value,... with the names of StackExchange.Redis.");
        }

        if (parsed.EndPoints.Count == 0)
        {
            return ValidateOptionsResult.Fail("RedisOptions.ConnectionString names no server. Begin it with host:port.");
        }

        var remote = parsed.EndPoints.FirstOrDefault(endPoint => !IsLoopback(endPoint));
        return remote is null || parsed.Ssl || options.AllowInsecurePlaintext
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"RedisOptions.ConnectionString names the server {Host(remote)}, which is not on this machine, without TLS. "
                + "Add ssl=true, or set AllowInsecurePlaintext on a network you trust.");
    }

    private static string Host(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint dns => dns.Host,
        IPEndPoint ip => ip.Address.ToString(),
        _ => endPoint.AddressFamily.ToString(),
    };

    private static bool IsLoopback(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint dns => string.Equals(dns.Host, "localhost", StringComparison.OrdinalIgnoreCase),
        IPEndPoint ip => IPAddress.IsLoopback(ip.Address),
        System.Net.Sockets.UnixDomainSocketEndPoint => true,
        _ => false,
    };
}
