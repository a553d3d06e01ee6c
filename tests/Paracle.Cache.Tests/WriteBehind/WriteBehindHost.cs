using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Paracle.Cache.Tests.WriteBehind;

/// <summary>A host with a write-behind over a journal in memory of one lane, started.</summary>
internal sealed class WriteBehindHost : IAsyncDisposable
{
    public const string Name = "samples";
    public const string Queue = "write-behind.samples";

    private readonly CacheHost _host;

    private WriteBehindHost(CacheHost host) => _host = host;

    public IWriteBehind<CacheSample> Writes => _host.Services.GetRequiredService<IWriteBehind<CacheSample>>();

    public RecordingSink Sink => (RecordingSink)_host.Services.GetRequiredService<IWriteBehindSink<CacheSample>>();

    public IDurableQueue Journal => _host.Services.GetRequiredService<IDurableQueue>();

    public HybridCache Cache => _host.Cache;

    public IServiceProvider Services => _host.Services;

    /// <summary>Starts one that rests a short while after failures, and batches as little as it may, unless the test says otherwise.</summary>
    public static async Task<WriteBehindHost> StartAsync(
        Action<WriteBehindOptions>? configure = null,
        HybridCache? cache = null,
        IDurableQueue? journal = null,
        Action<IParacleBuilder>? builder = null)
    {
        var host = new WriteBehindHost(new CacheHost(
            paracle =>
            {
                paracle.UseInMemory().AddCacheJson(CacheSampleJson.Default).AddWriteBehind<CacheSample, RecordingSink>(Name, options =>
                {
                    options.MinBackoff = TimeSpan.FromMilliseconds(10);
                    options.FlushInterval = TimeSpan.Zero;
                    options.DrainTimeout = options.OverflowTimeout = options.WriteTimeout = Paracle.Testing.Waiting.Limit;
                    configure?.Invoke(options);
                });
                builder?.Invoke(paracle);
                paracle.Services.Configure<DurableQueueOptions>(options => options.Lanes = 1);
                Replace(paracle.Services, cache);
                Replace(paracle.Services, journal);
            }));
        host._host.ValidateAtStart();
        foreach (var service in host.Services.GetServices<IParacleService>())
        {
            await service.StartAsync(TestContext.Current.CancellationToken);
        }

        return host;
    }

    /// <summary>Writes a sample whose name is its key.</summary>
    public ValueTask WriteAsync(string key, int count) =>
        Writes.WriteBehindAsync(TenantId.Default, key, new CacheSample(key, count), TestContext.Current.CancellationToken);

    public ValueTask<QueueDepth> DepthAsync() => Journal.GetDepthAsync(Queue, TestContext.Current.CancellationToken);

    public Task UntilWrittenAsync() => Paracle.Testing.Waiting.UntilAsync(async () => (await DepthAsync()).Waiting == 0);

    public async Task StopAsync(CancellationToken patience = default)
    {
        foreach (var service in Services.GetServices<IParacleService>())
        {
            await service.StopAsync(patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Sink.Before = static (_, _) => Task.CompletedTask;
        await StopAsync(new CancellationToken(canceled: true));
        await _host.DisposeAsync();
    }

    private static void Replace<T>(IServiceCollection services, T? own)
        where T : class
    {
        if (own is not null)
        {
            services.Replace(ServiceDescriptor.Singleton(own));
        }
    }
}
