using System.Buffers;
using Microsoft.Extensions.Caching.Distributed;

namespace Paracle.Cache.Internal;

/// <summary>Times every operation of the second layer that the engine uses, and passes all through.</summary>
internal sealed class MeasuredDistributedCache(IBufferDistributedCache inner, CacheTelemetry telemetry) : IBufferDistributedCache, IDisposable
{
    private const string Read = "get";
    private const string Write = "set";
    private const string Delete = "remove";

    public byte[]? Get(string key) => inner.Get(key);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => inner.Set(key, value, options);

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) => inner.Set(key, value, options);

    public bool TryGet(string key, IBufferWriter<byte> destination) => inner.TryGet(key, destination);

    public void Refresh(string key) => inner.Refresh(key);

    public Task RefreshAsync(string key, CancellationToken token = default) => inner.RefreshAsync(key, token);

    public void Remove(string key) => inner.Remove(key);

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        TimeAsync(Read, inner.GetAsync(key, token), static value => value is null ? "miss" : "hit");

    public async ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default) =>
        await TimeAsync(Read, inner.TryGetAsync(key, destination, token).AsTask(), static found => found ? "hit" : "miss").ConfigureAwait(false);

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        TimeAsync(Write, DoneAsync(inner.SetAsync(key, value, options, token)), static _ => "ok");

    public async ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        await TimeAsync(Write, DoneAsync(inner.SetAsync(key, value, options, token).AsTask()), static _ => "ok").ConfigureAwait(false);

    public Task RemoveAsync(string key, CancellationToken token = default) =>
        TimeAsync(Delete, DoneAsync(inner.RemoveAsync(key, token)), static _ => "ok");

    public void Dispose() => (inner as IDisposable)?.Dispose();

    private static async Task<bool> DoneAsync(Task work)
    {
        await work.ConfigureAwait(false);
        return true;
    }

    private async Task<T> TimeAsync<T>(string operation, Task<T> work, Func<T, string> outcomeOf)
    {
        var begun = telemetry.Begin();
        var outcome = "error";
        try
        {
            var result = await work.ConfigureAwait(false);
            outcome = outcomeOf(result);
            return result;
        }
        finally
        {
            telemetry.End(begun, operation, outcome);
        }
    }
}
