using Microsoft.Extensions.Options;
using Paracle.Cache.Internal;
using StackExchange.Redis;

namespace Paracle.Cache.Redis.Internal;

/// <summary>Runs scripts on one key under the host's prefix, and turns Redis's errors into ours.</summary>
internal sealed class RedisServer(RedisConnection connection, IOptions<RedisOptions> options)
{
    public async Task<RedisResult> RunAsync(string script, string kind, string key, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var multiplexer = await connection.GetAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            var reply = multiplexer.GetDatabase().ScriptEvaluateAsync(script, [$"{options.Value.KeyPrefix}{kind}:{key}"], arguments);

            // A caller who leaves does not take the command back: its late error is nobody's.
            reply.ObserveError();
            return await reply.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            throw new UnavailableException(
                $"Redis did not answer for a {kind} ({exception.GetType().Name}). Check that RedisOptions.ConnectionString names a server that is up, and try again.",
                exception);
        }
    }
}
