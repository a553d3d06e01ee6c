using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Paracle.Cache.Redis.Internal;

/// <summary>The multiplexers of the host, made on first use: one for all commands, and one for large values, so that these hold nothing up. Redis being
/// away does not fail the making: it reconnects on its own.</summary>
internal sealed class RedisConnection(IOptions<RedisOptions> options) : IAsyncDisposable
{
    private readonly Lock _gate = new(); // guards the two tasks
    private Task<IConnectionMultiplexer>? _connection;
    private Task<IConnectionMultiplexer>? _bulk;

    /// <summary>The multiplexer for all commands, once it is made.</summary>
    public IConnectionMultiplexer? Current { get; private set; }

    public Task<IConnectionMultiplexer> GetAsync()
    {
        lock (_gate)
        {
            return _connection is null or { IsFaulted: true } ? _connection = FirstAsync() : _connection;
        }
    }

    /// <summary>The multiplexer for large values.</summary>
    public Task<IConnectionMultiplexer> GetBulkAsync()
    {
        lock (_gate)
        {
            return _bulk is null or { IsFaulted: true } ? _bulk = ConnectAsync() : _bulk;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in (Task<IConnectionMultiplexer>?[])[_connection, _bulk])
        {
            if (connection is null)
            {
                continue;
            }

            await ((Task)connection).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (connection.IsCompletedSuccessfully)
            {
                await (await connection.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<IConnectionMultiplexer> FirstAsync() => Current = await ConnectAsync().ConfigureAwait(false);

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

        // For INFO alone, which tells one server's process from the next; the client counts it among the commands of an administrator.
        settings.AllowAdmin = true;
        settings.ClientName ??= "paracle";
        return await ConnectionMultiplexer.ConnectAsync(settings).ConfigureAwait(false);
    }
}
