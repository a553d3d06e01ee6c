using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Benchmarks.Servers;

namespace Paracle.Benchmarks.WriteBehind;

/// <summary>A started host with a write-behind, and what the cases do with it.</summary>
internal sealed class OpenWriteBehind : IAsyncDisposable
{
    private const int Keys = 1000;

    private readonly ServiceProvider _provider;
    private readonly IWriteBehind<string> _writes;
    private readonly IDurableQueue _queue;
    private readonly IExecutionStore _executions;
    private readonly string _value = new('x', 200);
    private readonly byte[] _payload = new byte[200];
    private readonly string[] _keys;
    private long _count;

    private OpenWriteBehind(ServiceProvider provider, string name)
    {
        (_provider, _writes, _queue, _executions) = (
            provider, provider.GetRequiredService<IWriteBehind<string>>(), provider.GetRequiredService<IDurableQueue>(), provider.GetRequiredService<IExecutionStore>());
        _keys = [.. Enumerable.Range(0, Keys).Select(key => $"{name}:{key}")];
    }

    public CountingSink Sink => (CountingSink)_provider.GetRequiredService<IWriteBehindSink<string>>();

    /// <param name="services">The servers.</param>
    /// <param name="name">The write-behind's name: hosts of another name do not see its writes.</param>
    /// <param name="configure">Says what this host does.</param>
    /// <param name="isShared">Whether the cache has Redis behind its memory.</param>
    public static async Task<OpenWriteBehind> StartAsync(Services services, string name, Action<WriteBehindOptions> configure, bool isShared = false)
    {
        var provider = new ServiceCollection()
            .AddLogging()
            .AddParacle(paracle =>
            {
                paracle.UsePostgres(postgres => postgres.ConnectionString = services.Postgres).AddWriteBehind<string, CountingSink>(name, options =>
                {
                    options.MaxDepth = 100_000_000;
                    configure(options);
                });
                if (isShared)
                {
                    paracle.UseRedis(redis => redis.ConnectionString = services.Redis);
                }
            })
            .Configure<DurableQueueOptions>(options => options.Capacity = 100_000_000)
            .BuildServiceProvider();
        await provider.StartParacleAsync();
        return new OpenWriteBehind(provider, name);
    }

    public async ValueTask InsertAsync() => await _executions.WriteAsync(
        Execution.Begin(ExecutionId.New(TimeProvider.System), new Caller(TenantId.Default, "benchmark"), ExecutionKind.Agent, "writer", _value)
            .MoveTo(ExecutionState.Running, TimeProvider.System.GetUtcNow()),
        CancellationToken.None);

    public ValueTask AppendAsync()
    {
        var number = Interlocked.Increment(ref _count);
        return _queue.AppendAsync(
            [
                new QueueMessage
                {
                    Queue = "bare",
                    Tenant = TenantId.Default,
                    Key = _keys[number % Keys],
                    IdempotencyKey = number.ToString(CultureInfo.InvariantCulture),
                    Payload = _payload,
                },
            ],
            CancellationToken.None);
    }

    public ValueTask WriteAsync() => _writes.WriteBehindAsync(TenantId.Default, _keys[Interlocked.Increment(ref _count) % Keys], _value, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _provider.StopParacleAsync();
        await _provider.DisposeAsync();
    }
}
