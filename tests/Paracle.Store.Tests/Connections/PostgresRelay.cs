using Npgsql;
using Paracle.Testing;

namespace Paracle.Store.Tests;

/// <summary>A relay before the test run's PostgreSQL.</summary>
internal static class PostgresRelay
{
    public static TcpRelay Start() => new(new NpgsqlConnectionStringBuilder(TestServers.Postgres).Port);

    /// <summary>The way to the server over the relay.</summary>
    public static string Through(TcpRelay relay) => new NpgsqlConnectionStringBuilder(TestServers.Postgres) { Host = "127.0.0.1", Port = relay.Port }.ConnectionString;
}
