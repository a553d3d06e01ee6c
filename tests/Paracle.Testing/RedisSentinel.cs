namespace Paracle.Testing;

/// <summary>A Redis of a test's own with one replica, watched by three sentinels who promote the replica when the primary is gone.</summary>
public sealed class RedisSentinel : IAsyncDisposable
{
    private const string Service = "primary";
    private const int Quorum = 2;

    // Until a test takes the primary away nobody thinks it gone, and a failover that was asked for is not given up, however long a busy machine keeps it from answering.
    private static readonly (string Name, string Value)[] Patient = [("down-after-milliseconds", "60000"), ("failover-timeout", "60000")];
    private static readonly (string Name, string Value)[] Hasty = [("down-after-milliseconds", "1000"), ("failover-timeout", "3000")];

    private readonly List<RedisInstance> _servers = [];
    private readonly List<RedisInstance> _sentinels = [];

    private RedisSentinel()
    {
    }

    /// <summary>The primary and its replica, whichever is which at the moment.</summary>
    public IReadOnlyList<RedisInstance> Servers => _servers;

    /// <summary>The way to it, in the form of StackExchange.Redis.</summary>
    public string ConnectionString => $"{string.Join(',', _sentinels.Select(sentinel => sentinel.ConnectionString))},serviceName={Service}";

    /// <summary>Makes them and waits until the sentinels know each other and the replica follows.</summary>
    /// <param name="settings">Lines of redis.conf, of the primary and the replica.</param>
    public static async Task<RedisSentinel> CreateAsync(params (string Name, string Value)[] settings)
    {
        var sentinel = new RedisSentinel();
        try
        {
            await sentinel.StartAsync(settings);
            return sentinel;
        }
        catch
        {
            await sentinel.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whom the sentinels name as the primary.</summary>
    public async Task<RedisInstance> GetPrimaryAsync() => ServerOf(await AskAsync(_sentinels[0]));

    /// <summary>Lets the sentinels promote the replica while the primary is well, and waits until they have.</summary>
    /// <returns>The new primary.</returns>
    public async Task<RedisInstance> FailOverAsync()
    {
        var former = await GetPrimaryAsync();
        await Waiting.UntilAsync(TryFailOverAsync);
        return await UntilPromotedAsync(former);
    }

    /// <summary>Waits until the sentinels have found a primary gone that was killed or frozen, and promoted the other.</summary>
    /// <returns>The new primary.</returns>
    public async Task<RedisInstance> WaitForPromotionAsync(RedisInstance former)
    {
        await SetAsync(Hasty);
        var promoted = await UntilPromotedAsync(former);
        await SetAsync(Patient);
        return promoted;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _sentinels.Concat(_servers))
        {
            await server.DisposeAsync();
        }
    }

    private async Task SetAsync((string Name, string Value)[] settings) => await Task.WhenAll(
        _sentinels.Select(sentinel => sentinel.RunAsync(["SENTINEL", "SET", Service, .. settings.SelectMany(setting => (string[])[setting.Name, setting.Value])])));

    // Of a replica that a busy machine has not let speak for a moment a sentinel says that it cannot be promoted.
    private async Task<bool> TryFailOverAsync()
    {
        try
        {
            await _sentinels[0].RunAsync("SENTINEL", "FAILOVER", Service);
            return true;
        }
        catch (InvalidOperationException exception) when (exception.Message.Contains("NOGOODSLAVE", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private async Task<RedisInstance> UntilPromotedAsync(RedisInstance former)
    {
        var promoted = _servers.Single(server => server != former);
        foreach (var sentinel in _sentinels)
        {
            await Waiting.UntilAsync(async () => ServerOf(await AskAsync(sentinel)) == promoted);
        }

        await Waiting.UntilAsync(() => promoted.IsAsync("master"));
        return promoted;
    }

    private async Task StartAsync((string Name, string Value)[] settings)
    {
        var primary = await RedisInstance.CreateAsync([("repl-diskless-sync-delay", "0"), .. settings]);
        _servers.Add(primary);
        _servers.Add(await RedisInstance.CreateAsync([("repl-diskless-sync-delay", "0"), ("replicaof", $"127.0.0.1 {primary.Port}"), .. settings]));
        await Waiting.UntilAsync(async () => (await primary.RunAsync("INFO", "replication")).Contains("state=online", StringComparison.Ordinal));
        for (var i = 0; i < 3; i++)
        {
            var sentinel = await RedisInstance.CreateAsync(["--sentinel"], [
                ("sentinel", $"monitor {Service} 127.0.0.1 {primary.Port} {Quorum}"),
                .. Patient.Select(setting => ("sentinel", $"{setting.Name} {Service} {setting.Value}"))]);
            _sentinels.Add(sentinel);

            // As shipped they ask and tell every few seconds, and do nothing for 30 s after a machine so busy that it held them up for 2 s. The ping's period stays: of a
            // replica whose last words are older than five of it they say that there is none to promote, and ask it for words once a second.
            await sentinel.RunAsync("SENTINEL", "DEBUG", "INFO-PERIOD", "1000", "PUBLISH-PERIOD", "200", "ASK-PERIOD", "100", "TILT-PERIOD", "1000");
        }

        foreach (var sentinel in _sentinels)
        {
            await Waiting.UntilAsync(async () => (await sentinel.RunAsync("INFO", "sentinel")).Contains("status=ok,", StringComparison.Ordinal)
                && (await sentinel.RunAsync("INFO", "sentinel")).Contains("slaves=1,sentinels=3", StringComparison.Ordinal));
        }
    }

    private RedisInstance ServerOf(int port) => _servers.Single(server => server.Port == port);

    private static async Task<int> AskAsync(RedisInstance sentinel) =>
        int.Parse((await sentinel.RunAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", Service)).Split('\n')[1]);
}
