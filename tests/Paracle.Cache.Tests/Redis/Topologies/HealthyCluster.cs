using Paracle.Testing;

namespace Paracle.Cache.Tests.Redis.Topologies;

/// <summary>A cluster for all tests that leave it well.</summary>
public sealed class HealthyCluster : IAsyncLifetime
{
    private RedisCluster? _cluster;

    public RedisCluster Cluster => _cluster!;

    public async ValueTask InitializeAsync() => _cluster = await RedisCluster.CreateAsync(hasReplicas: false);

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
}
