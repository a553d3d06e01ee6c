using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Paracle.Cache.Tests;

public sealed class CacheServiceCollectionExtensionsTests
{
    private static readonly string Key = CacheKey.Create(TenantId.Default, $"sample:{1}").Value;

    [Fact]
    public async Task GetOrCreate_Twice_RunsTheFactoryOnce()
    {
        await using var host = new CacheHost();
        var runs = 0;

        for (var i = 0; i < 2; i++)
        {
            (await host.Cache.GetOrCreateAsync(Key, _ => ValueTask.FromResult($"value {++runs}"))).ShouldBe("value 1");
        }
    }

    [Fact]
    public async Task RemoveByTag_Entry_IsMadeAnew()
    {
        await using var host = new CacheHost();
        var runs = 0;
        ValueTask<int> Load(CancellationToken cancellationToken) => ValueTask.FromResult(++runs);

        await host.Cache.GetOrCreateAsync(Key, Load, tags: ["tag"]);
        await host.Cache.RemoveByTagAsync("tag");

        (await host.Cache.GetOrCreateAsync(Key, Load, tags: ["tag"])).ShouldBe(2);
    }

    [Fact]
    public async Task AddParacleCache_HostHasItsOwnDistributedCache_LeavesItAlone()
    {
        await using var host = new CacheHost(services: services => services.AddSingleton<IDistributedCache, ForbiddenDistributedCache>());

        (await host.Cache.GetOrCreateAsync(Key, _ => ValueTask.FromResult("value"))).ShouldBe("value");
    }

    [Fact]
    public void AddParacleCache_Twice_RegistersOnce()
    {
        var once = new ServiceCollection().AddParacleCache().Count;

        new ServiceCollection().AddParacleCache().AddParacleCache().Count.ShouldBe(once);
    }

    [Theory]
    [InlineData(1023, "00:10:00", "00:01:00", "MaximumPayloadBytes")]
    [InlineData(1048576, "00:00:00", "00:00:00", "DefaultLifetime")]
    [InlineData(1048576, "-00:00:01", "00:00:01", "DefaultLifetime")]
    [InlineData(1048576, "10675199.02:48:05", "00:00:01", "DefaultLifetime")]
    [InlineData(1048576, "00:01:00", "00:01:01", "DefaultLocalLifetime")]
    public async Task ConfigureCache_SettingOutOfRange_FailsAtStartAndNamesIt(long bytes, string lifetime, string local, string setting)
    {
        await using var host = new CacheHost(builder => builder.ConfigureCache(options =>
        {
            options.MaximumPayloadBytes = bytes;
            options.DefaultLifetime = TimeSpan.Parse(lifetime);
            options.DefaultLocalLifetime = TimeSpan.Parse(local);
        }));

        Should.Throw<OptionsValidationException>(host.ValidateAtStart).Message.ShouldContain(setting);
    }

    private sealed class ForbiddenDistributedCache : IDistributedCache
    {
        public byte[]? Get(string key) => throw Used();

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => throw Used();

        public void Refresh(string key) => throw Used();

        public Task RefreshAsync(string key, CancellationToken token = default) => throw Used();

        public void Remove(string key) => throw Used();

        public Task RemoveAsync(string key, CancellationToken token = default) => throw Used();

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw Used();

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => throw Used();

        private static InvalidOperationException Used() => new("The host's own cache was used.");
    }
}
