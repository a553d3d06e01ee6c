using Microsoft.Extensions.Options;
using Paracle.Cache.Internal;
using StackExchange.Redis;

namespace Paracle.Cache.Redis.Internal;

/// <summary>Sends the cache's commands within the time budget, times them, and tells the link how Redis does. Nothing here throws because of Redis.</summary>
internal sealed class RedisRequests(
    RedisLink link, RedisConnection connection, IOptions<RedisOptions> options, CacheTelemetry telemetry, TimeProvider timeProvider)
{
    private readonly TimeSpan _budget = options.Value.CacheTimeBudget;

    /// <summary>Sends a command over the connection for all, which is there once the link has been up.</summary>
    public ValueTask<Answer<T>> AskAsync<TState, T>(string operation, TState state, Func<IDatabase, TState, Task<T>> command) =>
        connection.Current is { } multiplexer ? SendAsync(operation, multiplexer.GetDatabase(), state, command) : default;

    /// <summary>Sends a command over the connection for large values.</summary>
    public async ValueTask<Answer<T>> AskBulkAsync<TState, T>(string operation, TState state, Func<IDatabase, TState, Task<T>> command)
    {
        try
        {
            var multiplexer = await connection.GetBulkAsync().WaitAsync(options.Value.ConnectTimeout, timeProvider).ConfigureAwait(false);
            return await SendAsync(operation, multiplexer.GetDatabase(), state, command).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisFailures.IsRedis(exception))
        {
            link.Failed(exception);
            return default;
        }
    }

    private async ValueTask<Answer<T>> SendAsync<TState, T>(string operation, IDatabase database, TState state, Func<IDatabase, TState, Task<T>> command)
    {
        var begun = telemetry.Begin();
        Task<T>? reply = null;
        try
        {
            reply = command(database, state);
            var value = await reply.WaitAsync(_budget, timeProvider).ConfigureAwait(false);
            link.Answered();
            telemetry.End(begun, operation, operation is not "get" ? "ok" : value is null ? "miss" : "hit");
            return new Answer<T>(true, value);
        }
        catch (Exception exception) when (RedisFailures.IsRedis(exception))
        {
            // What comes after the budget is nobody's any more, and must not surface as unobserved.
            reply?.ObserveError();
            link.Failed(exception);
            telemetry.End(begun, operation, "error");
            return default;
        }
    }
}
