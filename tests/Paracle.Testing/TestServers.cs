namespace Paracle.Testing;

/// <summary>The real servers tests speak to. A missing one fails the test: it is never skipped.</summary>
public static class TestServers
{
    /// <summary>PostgreSQL, reached directly: an Npgsql connection string.</summary>
    public static string Postgres => Require("PARACLE_TEST_POSTGRES") + Patience;

    /// <summary>The same PostgreSQL through PgBouncer in transaction mode.</summary>
    public static string PgBouncer => Require("PARACLE_TEST_PGBOUNCER") + Patience;

    /// <summary>Redis, as host:port.</summary>
    public static string Redis => Require("PARACLE_TEST_REDIS");

    /// <summary>What of an Npgsql connection string lets it wait for a connection and for an answer as long as a test waits.</summary>
    internal static string Patience { get; } = $";Timeout={Waiting.Limit.TotalSeconds};Command Timeout={Waiting.Limit.TotalSeconds}";

    private static string Require(string variable) =>
        Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException($"{variable} is not set. Start the test servers: eval \"$(eng/services.sh up)\", or run eng/test.sh.");
}
