using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Paracle.Cache.Redis.Internal;

/// <summary>The one multiplexer of the host, made on first use. Redis being away does not fail the making: it reconnects on its own.</summary>
internal sealed class RedisConnection(IOptions<RedisOptions> options) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Task<IConnectionMultiplexer>? _connection;

    public Task<IConnectionMultiplexer> GetAsync()
    {
        lock (_gate)
        {
            return _connection is null or { IsFaulted: true } ? _connection = ConnectAsync() : _connection;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await ((Task)connection).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (connection.IsCompletedSuccessfully)
            {
                await (await connection.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<IConnectionMultiplexer> ConnectAsync()
    {
        var settings = ConfigurationOptions.Parse(options.Value.ConnectionString);
        settings.AbortOnConnectFail = false;
        settings.ConnectTimeout = (int)options.Value.ConnectTimeout.TotalMilliseconds;
        settings.AsyncTimeout = settings.SyncTimeout = (int)options.Value.CommandTimeout.TotalMilliseconds;

        // A command against a server that is away fails at once instead of queueing: the cache then goes on without its second layer.
        settings.BacklogPolicy = BacklogPolicy.FailFast;

        // The default backs off to 10 s, which would keep a recovered server unused for as long.
        settings.ReconnectRetryPolicy = new LinearRetry(1000);
        settings.IncludeDetailInExceptions = false;
        settings.ClientName ??= "paracle";
        return await ConnectionMultiplexer.ConnectAsync(settings).ConfigureAwait(false);
    }
}
