using Microsoft.Extensions.Options;
using Paracle.Cache.Redis.Internal;
using Paracle.Testing;
using StackExchange.Redis;

namespace Paracle.Cache.Tests.Redis;

/// <summary>The real Redis under a prefix of its own, with a clock that a test sets: the scripts read it from a key.</summary>
internal sealed class RedisTestServer : IAsyncDisposable
{
    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";
    private readonly RedisConnection _connection;

    public RedisTestServer()
    {
        var settings = new RedisOptions { ConnectionString = TestServers.Redis, KeyPrefix = _prefix };
        settings.BePatient();
        var options = Options.Create(settings);
        _connection = new RedisConnection(options);
        Server = new RedisServer(_connection, options);
        Scripts = new RedisScripts($"local c = redis.call('GET', '{_prefix}clock') local t = {{ math.floor(c / 1000000), c % 1000000 }}");
    }

    public RedisServer Server { get; }

    public RedisScripts Scripts { get; }

    public async Task SetClockAsync(DateTimeOffset now) =>
        await (await DatabaseAsync()).StringSetAsync($"{_prefix}clock", (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    public async Task<IDatabase> DatabaseAsync() => (await _connection.GetAsync()).GetDatabase();

    public string KeyOf(string kind, string key) => $"{_prefix}{kind}:{key}";

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
