using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace Paracle.Benchmarks.Caches.Peers;

/// <summary>What is cached: a type that says it is immutable, so that every engine may share its instances.</summary>
[ImmutableObject(true)]
internal sealed record Answer(string Text);

[JsonSerializable(typeof(Answer))]
internal sealed partial class AnswerJson : JsonSerializerContext;

/// <summary>The engines, each set up as a host would: with the same Redis and the same JSON contract.</summary>
internal static class CacheSetups
{
    public static ServiceProvider Ours(string? redis, string prefix, Action<RedisOptions>? configure = null)
    {
        var services = new ServiceCollection().AddLogging().AddParacleCache();
        var builder = new Builder(services);
        builder.AddCacheJson(AnswerJson.Default);
        if (redis is not null)
        {
            builder.UseRedis(options =>
            {
                (options.ConnectionString, options.KeyPrefix) = (redis, prefix);
                configure?.Invoke(options);
            });
        }

        return services.BuildServiceProvider();
    }

    public static ServiceProvider Stock(string? redis, string prefix)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddHybridCache().AddSerializer<Answer>(new AnswerSerializer());
        if (redis is not null)
        {
            services.AddStackExchangeRedisCache(options => (options.Configuration, options.InstanceName) = (redis, prefix));
        }

        return services.BuildServiceProvider();
    }

    public static ServiceProvider Fusion(string? redis, string prefix)
    {
        var services = new ServiceCollection().AddLogging();
        var fusion = services.AddFusionCache().WithDefaultEntryOptions(options => options.Duration = TimeSpan.FromMinutes(10));
        if (redis is not null)
        {
            fusion.WithSerializer(new FusionJson()).WithDistributedCache(new RedisCache(new RedisCacheOptions { Configuration = redis, InstanceName = prefix }));
        }

        fusion.AsHybridCache();
        return services.BuildServiceProvider();
    }

    private sealed record Builder(IServiceCollection Services) : IParacleBuilder;

    private sealed class AnswerSerializer : IHybridCacheSerializer<Answer>
    {
        public Answer Deserialize(System.Buffers.ReadOnlySequence<byte> source)
        {
            var reader = new Utf8JsonReader(source);
            return JsonSerializer.Deserialize(ref reader, AnswerJson.Default.Answer)!;
        }

        public void Serialize(Answer value, System.Buffers.IBufferWriter<byte> target)
        {
            using var writer = new Utf8JsonWriter(target);
            JsonSerializer.Serialize(writer, value, AnswerJson.Default.Answer);
        }
    }

    private sealed class FusionJson : IFusionCacheSerializer
    {
        // FusionCache wraps the value in a type of its own, which no contract made beforehand knows: its own package goes by reflection too.
        private static readonly JsonSerializerOptions Options = new()
        {
            TypeInfoResolver = JsonTypeInfoResolver.Combine(AnswerJson.Default, new DefaultJsonTypeInfoResolver()),
        };

        public byte[] Serialize<T>(T? obj) => JsonSerializer.SerializeToUtf8Bytes(obj, Options);

        public T? Deserialize<T>(byte[] data) => JsonSerializer.Deserialize<T>(data, Options);

        public ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default) => ValueTask.FromResult(Serialize(obj));

        public ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) => ValueTask.FromResult(Deserialize<T>(data));
    }
}
