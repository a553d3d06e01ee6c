using System.Net;
using System.Net.Sockets;

namespace Paracle.Testing;

/// <summary>
/// A Redis of a test's own, with its settings, on a free port of 127.0.0.1: to be stopped, killed, frozen and started again on the same port. It keeps
/// nothing on disk unless its settings say so. It and its folder go with its disposal.
/// </summary>
public sealed class RedisInstance : IAsyncDisposable
{
    private const string Password = "requirepass";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ServerInstance _server;
    private readonly string[] _mode;
    private string? _password;

    private RedisInstance(ServerInstance server, string[] mode) => (_server, _mode) = (server, mode);

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port => _server.Port;

    /// <summary>The way to it, in the form of StackExchange.Redis.</summary>
    public string ConnectionString => ConnectionStringTo(Port);

    /// <summary>Whether its process is there, frozen or not.</summary>
    public bool IsRunning => _server.IsRunning;

    private string SettingsFile => $"{_server.Folder}/redis.conf";

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="settings">Lines of redis.conf, for example <c>("maxmemory", "2mb")</c>.</param>
    public static Task<RedisInstance> CreateAsync(params (string Name, string Value)[] settings) => CreateAsync(
        [], [("save", "\"\""), ("shutdown-timeout", "0"), ("enable-debug-command", "yes"), .. settings]);

    /// <summary>The same way over another port of 127.0.0.1, where a relay listens.</summary>
    public string ConnectionStringTo(int port) => _password is null ? $"127.0.0.1:{port}" : $"127.0.0.1:{port},password={_password}";

    /// <summary>Starts it again, on the same port, and waits until it answers.</summary>
    public Task StartAsync() => _server.StartAsync(IsReady, ["redis-server", SettingsFile, .. _mode]);

    /// <summary>Gives it so much to load that <see cref="StartLoadingAsync"/> finds it at that, and saves all that it has.</summary>
    public async Task FillForLoadingAsync()
    {
        // It answers after each kilobyte that it reads.
        await RunAsync("CONFIG", "SET", "rdbcompression", "no");
        await RunAsync("DEBUG", "POPULATE", "2000", "key", "1024");
        await RunAsync("SAVE");
    }

    /// <summary>Starts it again and waits until it says that it is loading, which it would do for minutes.</summary>
    public Task StartLoadingAsync() => _server.StartAsync(
        () => Ask() == "-LOADING", "redis-server", SettingsFile, "--key-load-delay", "100000", "--loading-process-events-interval-bytes", "1024");

    /// <summary>Lets it load the rest at once, and waits until it has.</summary>
    public async Task FinishLoadingAsync()
    {
        await RunAsync("CONFIG", "SET", "key-load-delay", "0");
        await _server.UntilAsync(IsReady, "it to have loaded");
    }

    /// <summary>Stops it in good order: it saves what its settings tell it to.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => _server.KillAsync();

    /// <summary>SIGSTOP: its connections stay, and nothing on them is answered.</summary>
    public Task FreezeAsync() => _server.FreezeAsync();

    /// <summary>SIGCONT: it goes on with what has come in meanwhile.</summary>
    public Task ThawAsync() => _server.ThawAsync();

    /// <summary>Changes a setting of the running server; a new password counts for <see cref="ConnectionString"/> at once.</summary>
    public async Task SetAsync(string name, string value)
    {
        await RunAsync("CONFIG", "SET", name, value);
        if (string.Equals(name, Password, StringComparison.Ordinal))
        {
            _password = value.Length == 0 ? null : value;
        }
    }

    /// <summary>Runs a command and gives what redis-cli prints of the reply. One that Redis refuses is an error with its words.</summary>
    public Task<string> RunAsync(params string[] command) => ServerPrograms.RunAsync(
        password: null, ["redis-cli", "-e", "-p", $"{Port}", .. _password is null ? (string[])[] : ["--no-auth-warning", "-a", _password], .. command]);

    /// <summary>Whether it says that it is a <c>master</c> or a <c>slave</c>. A server whose role Sentinel changes drops its clients, this one too.</summary>
    public async Task<bool> IsAsync(string role)
    {
        try
        {
            return (await RunAsync("ROLE")).StartsWith(role, StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    internal static async Task<RedisInstance> CreateAsync(string[] mode, (string Name, string Value)[] settings)
    {
        var redis = new RedisInstance(await ServerInstance.CreateAsync("redis"), mode);
        try
        {
            await redis.ConfigureAsync(settings);
            await redis.StartAsync();
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    private async Task ConfigureAsync((string Name, string Value)[] settings)
    {
        _password = settings.LastOrDefault(setting => setting.Name == Password).Value;
        (string Name, string Value)[] lines = [("bind", "127.0.0.1"), ("port", $"{Port}"), ("dir", _server.Folder), .. settings];

        // Of the server's own user: a sentinel writes what it learns into it.
        await ServerPrograms.RunAsync(password: null, "touch", SettingsFile);
        await File.AppendAllLinesAsync(SettingsFile, lines.Select(setting => $"{setting.Name} {setting.Value}"));
    }

    private bool IsReady() => Ask() is "+PONG" or "-NOAUTH";

    // What it says to a PING, up to the first space; nothing when it is not there.
    private string Ask()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        try
        {
            socket.Connect(IPAddress.Loopback, Port);
            socket.Send("PING\r\n"u8);
            var reply = new byte[64];
            return System.Text.Encoding.ASCII.GetString(reply, 0, socket.Receive(reply)).Split(' ', '\r')[0];
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
