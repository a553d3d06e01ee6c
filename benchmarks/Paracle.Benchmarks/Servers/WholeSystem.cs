using System.Text;

namespace Paracle.Benchmarks.Servers;

/// <summary>The sample's server in front of PostgreSQL, Redis and the simulated model, each in processes of its own.</summary>
internal sealed class WholeSystem : IAsyncDisposable
{
    /// <summary>The agent that is run.</summary>
    public const string Agent = "writer";

    public static readonly TimeSpan FirstToken = TimeSpan.FromMilliseconds(50);
    public static readonly TimeSpan Token = TimeSpan.FromMilliseconds(2);
    public const int Tokens = 16;

    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly TimeProvider _timeProvider;
    private Services? _services;

    private WholeSystem(TimeProvider timeProvider) => _timeProvider = timeProvider;

    /// <summary>How long the model takes for an answer.</summary>
    public static TimeSpan ModelLatency => FirstToken + (Tokens * Token);

    public HostProcess Model { get; private set; } = null!;

    /// <summary>The server that speaks to PostgreSQL directly.</summary>
    public HostProcess Server { get; private set; } = null!;

    /// <summary>The server that speaks to PostgreSQL through PgBouncer.</summary>
    public HostProcess PooledServer { get; private set; } = null!;

    public static async Task<WholeSystem> StartAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var system = new WholeSystem(timeProvider);
        try
        {
            await system.StartPartsAsync(cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>What has been spent so far.</summary>
    /// <exception cref="InvalidOperationException">A server has ended.</exception>
    public Expense Spent()
    {
        Array.ForEach([Model, Server, PooledServer], host => host.ThrowIfEnded());
        return new Expense(
            _timeProvider.GetElapsedTime(0),
            ProcFile.Time(Server.Id) + ProcFile.Time(PooledServer.Id),
            ProcFile.TreeTime(_services!.ProcessOf("postgres")) + ProcFile.Time(_services.ProcessOf("pgbouncer")),
            ProcFile.Time(_services.ProcessOf("redis")),
            ProcFile.Time(Model.Id),
            ProcFile.Time(Environment.ProcessId),
            ProcFile.MachineTime());
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private async Task StartPartsAsync(CancellationToken cancellationToken)
    {
        _services = Own(await Services.StartAsync(cancellationToken));
        string[] pace = ["--base-ms", $"{FirstToken.TotalMilliseconds}", "--token-ms", $"{Token.TotalMilliseconds}", "--tokens", $"{Tokens}"];
        Model = Own(await HostProcess.StartAsync("Paracle.ModelServer", pace, [], cancellationToken));
        Server = await StartServerAsync([new("ConnectionStrings__Paracle", _services.Postgres)], cancellationToken);
        PooledServer = await StartServerAsync(
            [new("ConnectionStrings__Paracle", _services.PgBouncer), new("Paracle__Postgres__Pooling", "PgBouncerTransaction")], cancellationToken);
        await SaveAgentAsync(cancellationToken);
    }

    private async Task<HostProcess> StartServerAsync(IEnumerable<KeyValuePair<string, string>> store, CancellationToken cancellationToken) =>
        Own(await HostProcess.StartAsync(
            "Server",
            ["--urls", "http://127.0.0.1:0"],
            [
                .. store,
                new("ConnectionStrings__Redis", _services!.Redis),
                new("Paracle__Providers__simulated__BaseUrl", new Uri(Model.Address, "v1").ToString()),
                new("Paracle__Providers__simulated__ApiKey", "none"),
                new("Paracle__Providers__simulated__Model", "simulated"),
                new("Paracle__Authorization", "AllowAll"),
                new("Paracle__RateLimit__PermitsPerMinute", "10000000"),
            ],
            cancellationToken));

    private async Task SaveAgentAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Server.Address };
        using var spec = new StringContent("""{"instructions":"Answer in one sentence."}""", Encoding.UTF8, "application/json");
        using var answer = await client.PutAsync(new Uri($"api/v1/agents/{Agent}", UriKind.Relative), spec, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(
                $"Saving the agent '{Agent}' was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private T Own<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }
}
