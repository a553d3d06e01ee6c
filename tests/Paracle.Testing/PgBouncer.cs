using System.Net;
using System.Net.Sockets;

namespace Paracle.Testing;

/// <summary>A PgBouncer of a test's own, in transaction mode, to be killed and started again on the same port.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private readonly ServerInstance _server;
    private readonly string _account;

    private PgBouncer(ServerInstance server, string account) => (_server, _account) = (server, account);

    /// <summary>The way to the database <c>postgres</c> through it, in Npgsql's form.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_server.Port};Database=postgres;{_account};No Reset On Close=true;Max Auto Prepare=0{TestServers.Patience}";

    private string SettingsFile => $"{_server.Folder}/pgbouncer.ini";

    internal static async Task<PgBouncer> CreateAsync(int target, string user, string password, (string Name, string Value)[] settings)
    {
        var server = await ServerInstance.CreateAsync("pgbouncer");
        var bouncer = new PgBouncer(server, $"Username={user};Password={password}");
        try
        {
            await File.WriteAllTextAsync($"{server.Folder}/users", $"\"{user}\" \"{password}\"\n");
            await File.WriteAllLinesAsync(
                bouncer.SettingsFile,
                [
                    "[databases]", $"* = host=127.0.0.1 port={target}",
                    "[pgbouncer]", "listen_addr = 127.0.0.1", $"listen_port = {server.Port}", "unix_socket_dir =", "pool_mode = transaction",
                    "auth_type = scram-sha-256", $"auth_file = {server.Folder}/users", $"admin_users = {user}", "max_client_conn = 1000",
                    "ignore_startup_parameters = extra_float_digits", .. settings.Select(setting => $"{setting.Name} = {setting.Value}"),
                ]);
            await bouncer.StartAsync();
            return bouncer;
        }
        catch
        {
            await bouncer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again, on the same port, and waits until it answers.</summary>
    public Task StartAsync() => _server.StartAsync(IsListening, "pgbouncer", SettingsFile);

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _server.KillAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private bool IsListening()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, _server.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
