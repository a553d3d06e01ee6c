using System.Net;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Paracle.Store;

/// <summary>The rules of a connection string.</summary>
internal static class ConnectionStringRules
{
    public static ValidateOptionsResult Validate(string setting, string connectionString, PostgresStoreOptions options)
    {
        if (Parse(connectionString) is not { } text)
        {
            return Fail(setting, "cannot be read. Give it as Host=...;Database=...;Username=...;Password=..., with quotes around a value that holds a semicolon.");
        }

        if (Hosts(text) is not { Length: > 0 } hosts)
        {
            return Fail(setting, "names no server. Add Host=...");
        }

        if (hosts.FirstOrDefault(host => !IsLocal(host)) is { } remote && text.SslMode < SslMode.VerifyCA && !options.AllowInsecureTransport)
        {
            return Fail(
                setting,
                $"names the server '{remote}', which is not on this machine, and SSL Mode is {text.SslMode}. Add SSL Mode=VerifyFull, "
                + "or set AllowInsecureTransport on a network you trust.");
        }

        if (text.TargetSessionAttributes is not null)
        {
            return Fail(setting, "sets Target Session Attributes. Remove it: the store asks for the primary, and for standbys with ReplicaConnectionString.");
        }

        return options.Pooling == PostgresPooling.PgBouncerTransaction && (text.Options ?? text.SearchPath) is not null
            ? Fail(setting, "sets Options or Search Path, which a pooler in transaction mode cannot keep. Remove them: names are qualified with PostgresStoreOptions.Schema.")
            : ValidateOptionsResult.Success;
    }

    // The driver's message would quote what it could not read, which may be a part of a password.
    private static NpgsqlConnectionStringBuilder? Parse(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            return null;
        }
    }

    private static string[] Hosts(NpgsqlConnectionStringBuilder text) =>
        text.Host?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    // A path is a socket on this machine. A host may carry its port.
    private static bool IsLocal(string host)
    {
        if (host.StartsWith('/') || host.StartsWith('@'))
        {
            return true;
        }

        if (IPAddress.TryParse(host, out var address) || IPEndPoint.TryParse(host, out var endPoint) && (address = endPoint.Address) is not null)
        {
            return IPAddress.IsLoopback(address);
        }

        return string.Equals(host.Split(':')[0], "localhost", StringComparison.OrdinalIgnoreCase);
    }

    private static ValidateOptionsResult Fail(string setting, string reason) => ValidateOptionsResult.Fail($"PostgresStoreOptions.{setting} {reason}");
}
