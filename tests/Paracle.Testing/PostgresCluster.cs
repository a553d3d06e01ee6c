namespace Paracle.Testing;

/// <summary>
/// A PostgreSQL of a test's own, with its settings, on a free port of 127.0.0.1: to be stopped, killed, started again on the same port, copied to a
/// standby and promoted. It and its folder go with its disposal.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private const string User = "paracle";

    private static readonly string PgCtlLimit = $"{Waiting.Limit.TotalSeconds}";

    private readonly ServerInstance _server;
    private readonly string _password;
    private readonly List<PostgresCluster> _standbys = [];

    private PostgresCluster(ServerInstance server, string password) => (_server, _password) = (server, password);

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port => _server.Port;

    /// <summary>A superuser's way to the database <c>postgres</c>, in Npgsql's form.</summary>
    public string ConnectionString => ConnectionStringTo(Port);

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => _server.IsRunning;

    private string Data => $"{_server.Folder}/data";

    private string PidFile => $"{Data}/postmaster.pid";

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="settings">Lines of postgresql.conf, for example <c>("max_connections", "30")</c>.</param>
    public static async Task<PostgresCluster> CreateAsync(params (string Name, string Value)[] settings)
    {
        var cluster = new PostgresCluster(await ServerInstance.CreateAsync("postgres"), Guid.NewGuid().ToString("N"));
        try
        {
            await cluster.MakeAsync(settings);
            await cluster.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same way over another port of 127.0.0.1, where a relay listens.</summary>
    public string ConnectionStringTo(int port) => $"Host=127.0.0.1;Port={port};Database=postgres;Username={User};Password={_password}{TestServers.Patience}";

    /// <summary>One way to several clusters of one origin: whoever uses it looks for the primary.</summary>
    public string ConnectionStringWith(PostgresCluster standby) =>
        $"Host=127.0.0.1:{Port},127.0.0.1:{standby.Port};Database=postgres;Username={User};Password={_password}{TestServers.Patience}";

    /// <summary>Starts it again, on the same port, and waits until it has recovered and answers.</summary>
    public async Task StartAsync()
    {
        // After a crash the dead server's number may be a zombie's or somebody else's, for which the server would refuse to start.
        File.Delete(PidFile);
        await _server.StartAsync(IsReady, ServerPrograms.Postgres("postgres"), "-D", Data);
    }

    /// <summary>Stops it at once: its backends end in mid-work, and it recovers from its log at the next start.</summary>
    public async Task StopImmediatelyAsync()
    {
        await ServerPrograms.RunAsync(password: null, ServerPrograms.Postgres("pg_ctl"), "stop", "-D", Data, "-m", "immediate", "-w", "-t", PgCtlLimit);
        await _server.WaitForEndAsync();
    }

    /// <summary>SIGKILL to the server and all its processes.</summary>
    public Task KillAsync() => _server.KillAsync();

    /// <summary>Makes a standby that follows over the wire, and waits until it does.</summary>
    /// <param name="name">What the primary knows it by.</param>
    /// <param name="isSynchronous">Whether commits of the primary wait for it from now on.</param>
    /// <returns>The standby; it goes with this cluster's disposal.</returns>
    public async Task<PostgresCluster> CreateStandbyAsync(string name, bool isSynchronous)
    {
        var standby = new PostgresCluster(await ServerInstance.CreateAsync("postgres"), _password);
        _standbys.Add(standby);
        await ServerPrograms.RunAsync(
            _password, ServerPrograms.Postgres("pg_basebackup"), "-h", "127.0.0.1", "-p", $"{Port}", "-U", User, "-D", standby.Data, "-R", "-c", "fast", "--no-sync");
        await standby.ConfigureAsync(("cluster_name", name));
        await standby.StartAsync();
        await WaitForAsync($"SELECT 1 FROM pg_stat_replication WHERE application_name = '{name}' AND state = 'streaming'");
        if (isSynchronous)
        {
            // After the copy, which must not wait for a standby of its own once it is promoted.
            await SetAsync("synchronous_standby_names", name);
            await WaitForAsync($"SELECT 1 FROM pg_stat_replication WHERE application_name = '{name}' AND sync_state = 'sync'");
        }

        return standby;
    }

    /// <summary>Makes a primary of a standby, and waits until it takes writes.</summary>
    public Task PromoteAsync() => ServerPrograms.RunAsync(password: null, ServerPrograms.Postgres("pg_ctl"), "promote", "-D", Data, "-w", "-t", PgCtlLimit);

    /// <summary>Changes a setting of the running server, for every session.</summary>
    public async Task SetAsync(string name, string value)
    {
        await QueryAsync($"ALTER SYSTEM SET {name} = '{value}'");
        await QueryAsync("SELECT pg_reload_conf()");
    }

    /// <summary>Runs a statement as superuser, outside any pool: its rows, a line each, their columns joined by bars.</summary>
    public Task<string> QueryAsync(string sql) => ServerPrograms.RunAsync(
        _password,
        ServerPrograms.Postgres("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", $"{Port}", "-U", User, "-d", "postgres", "-c", sql);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var standby in _standbys)
        {
            await standby.DisposeAsync();
        }

        await _server.DisposeAsync();
    }

    /// <summary>Starts a PgBouncer in transaction mode before this cluster.</summary>
    public Task<PgBouncer> CreatePgBouncerAsync(params (string Name, string Value)[] settings) => PgBouncer.CreateAsync(Port, User, _password, settings);

    private async Task MakeAsync((string Name, string Value)[] settings)
    {
        var password = $"{_server.Folder}/password";
        await File.WriteAllTextAsync(password, _password);
        await ServerPrograms.RunAsync(
            password: null,
            ServerPrograms.Postgres("initdb"), "-D", Data, "-U", User, $"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync");
        File.Delete(password);
        await ConfigureAsync([("listen_addresses", "127.0.0.1"), ("unix_socket_directories", ""), .. settings]);
    }

    private Task ConfigureAsync(params (string Name, string Value)[] settings) =>
        File.AppendAllLinesAsync($"{Data}/postgresql.conf", settings.Append(("port", $"{Port}")).Select(setting => $"{setting.Item1} = '{setting.Item2}'"));

    // What pg_ctl waits for: the eighth line says whether connections are taken.
    private bool IsReady()
    {
        try
        {
            return File.ReadAllLines(PidFile) is [_, _, _, _, _, _, _, var state, ..] && state.Trim() is "ready" or "standby";
        }
        catch (IOException)
        {
            return false;
        }
    }

    private Task WaitForAsync(string query) => Waiting.UntilAsync(async () => await QueryAsync(query) != "");
}
