using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Cache.Tests.Conformance;

/// <summary>How values are kept: as they were, shared only where nobody can change them, by the serializers that the host registered.</summary>
public abstract class HybridCacheValueConformance<TEngine> : EngineSuite<TEngine>
    where TEngine : Engine, new()
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Values_OfManyKinds_ComeBackAsTheyWere(bool usesRedis)
    {
        var (writer, reader) = (Open(usesRedis), usesRedis ? Open(usesRedis: true) : null);
        await RoundTripAsync(writer, reader, "text", "ä \u2028 \"'\\");
        await RoundTripAsync(writer, reader, "empty", "");
        await RoundTripAsync(writer, reader, "number", 42);
        await RoundTripAsync(writer, reader, "default", 0);
        await RoundTripAsync<int?>(writer, reader, "no number", null);
        await RoundTripAsync(writer, reader, "time", new DateTimeOffset(2026, 2, 28, 23, 59, 59, TimeSpan.FromHours(2)));
        await RoundTripAsync(writer, reader, "frozen", new FrozenValue("name", 1));
        await RoundTripAsync<FrozenValue?>(writer, reader, "no frozen", null);
        await RoundTripAsync<LooseValue?>(writer, reader, "no loose", null);
        await writer.SetAsync("bytes", new byte[] { 0, 1, 255 });
        (await (reader ?? writer).GetOrCreateAsync("bytes", Made<byte[]>([]))).ShouldBe([0, 1, 255]);
        await writer.SetAsync("no bytes", Array.Empty<byte>());
        (await (reader ?? writer).GetOrCreateAsync("no bytes", Made<byte[]>([1]))).ShouldBeEmpty();
        await writer.SetAsync("loose", new LooseValue { Name = "name", Numbers = [1, 2] });
        (await (reader ?? writer).GetOrCreateAsync("loose", Made(new LooseValue()))).Numbers.ShouldBe([1, 2]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Values_NullText_ComesBackAsNull(bool usesRedis)
    {
        var writer = Open(usesRedis);
        var reader = usesRedis ? Open(usesRedis: true) : writer;
        await writer.SetAsync<string?>("key", null);

        var text = await reader.GetOrCreateAsync("key", Made<string?>("made"));

        if (usesRedis)
        {
            ShouldHold(text is null, unless: Difference.NullTextComesBackEmpty);
        }
        else
        {
            text.ShouldBeNull();
        }
    }

    [Fact]
    public async Task GetOrCreate_FactoryGivesNull_IsCached()
    {
        var cache = Open();
        for (var call = 0; call < 2; call++)
        {
            (await cache.GetOrCreateAsync<string?>("key", async token => await Count(token) > 0 ? null : "never")).ShouldBeNull();
        }

        Runs.ShouldBe(1);
    }

    [Fact]
    public async Task Instances_OfAnImmutableType_AreShared()
    {
        var cache = Open();
        var mayReturn = new TaskCompletionSource();
        var calls = Enumerable.Range(0, 8).Select(_ => cache.GetOrCreateAsync("key", async _ =>
        {
            await mayReturn.Task;
            return new FrozenValue("name", 1);
        }).AsTask()).ToList();
        mayReturn.SetResult();

        var joined = await Task.WhenAll(calls);
        var later = await cache.GetOrCreateAsync("key", Made(new FrozenValue("name", 2)));

        joined.ShouldAllBe(value => ReferenceEquals(value, later));
    }

    [Fact]
    public async Task Instances_OfATypeThatCanBeChanged_AreEachCallersOwn()
    {
        var cache = Open();
        var mayReturn = new TaskCompletionSource();
        var calls = Enumerable.Range(0, 8).Select(_ => cache.GetOrCreateAsync("key", async _ =>
        {
            await mayReturn.Task;
            return new LooseValue { Name = "made" };
        }).AsTask()).ToList();
        mayReturn.SetResult();
        var seen = await Task.WhenAll(calls);
        seen = [.. seen, await cache.GetOrCreateAsync("key", Made(new LooseValue())), await cache.GetOrCreateAsync("key", Made(new LooseValue()))];

        ShouldHold(seen.Distinct(ReferenceEqualityComparer.Instance).Count() == seen.Length, unless: Difference.InstancesAreShared);
        seen[0].Name = "changed by a caller";
        ShouldHold((await cache.GetOrCreateAsync("key", Made(new LooseValue()))).Name == "made", unless: Difference.InstancesAreShared);
    }

    [Fact]
    public async Task Instances_ChangedByTheirWriterAfterwards_AreCachedAsTheyWere()
    {
        var cache = Open();
        var (loose, bytes) = (new LooseValue { Name = "written" }, new byte[] { 1 });
        await cache.SetAsync("loose", loose);
        await cache.SetAsync("bytes", bytes);
        (loose.Name, bytes[0]) = ("changed", 2);

        ShouldHold((await cache.GetOrCreateAsync("loose", Made(new LooseValue()))).Name == "written", unless: Difference.InstancesAreShared);
        ShouldHold((await cache.GetOrCreateAsync("bytes", Made<byte[]>([])))[0] == 1, unless: Difference.InstancesAreShared);
    }

    [Fact]
    public async Task Instances_OfAnImmutableTypeThatCanBeDerivedFrom_AreNotShared()
    {
        var cache = Open();
        var first = await cache.GetOrCreateAsync("key", Made(new OpenValue("name")));

        ShouldHold(!ReferenceEquals(first, await cache.GetOrCreateAsync("key", Made(new OpenValue("name")))), unless: Difference.InstancesAreShared);
    }

    [Fact]
    public async Task GetOrCreate_AsAnotherTypeThanIsInMemory_IsMadeAnew()
    {
        var cache = Open();
        await cache.SetAsync("key", 42);

        var error = await Record.ExceptionAsync(async () => (await cache.GetOrCreateAsync("key", Made("text"))).ShouldBe("text"));

        ShouldHold(error is null, unless: Difference.AnotherTypeThrows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetOrCreate_RedisHoldsWhatTheTypeCannotBeReadFrom_IsMadeAnewAndReplaced(bool isImmutable)
    {
        var (older, newer, next) = (Open(usesRedis: true), Open(usesRedis: true), Open(usesRedis: true));
        await older.SetAsync("key", 42);

        var error = await Record.ExceptionAsync(async () => (await ReadAsync(newer)).ShouldBe("made"));

        ShouldHold(error is null, unless: Difference.UndecodableThrows);
        if (error is null)
        {
            await CloseAsync(newer);
            (await ReadAsync(next)).ShouldBe("made");
            Runs.ShouldBe(1);
        }

        async Task<string> ReadAsync(HybridCache cache) => isImmutable
            ? (await cache.GetOrCreateAsync("key", async token => new FrozenValue("made", await Count(token)))).Name
            : (await cache.GetOrCreateAsync("key", async token => new LooseValue { Name = "made", Numbers = [await Count(token)] })).Name;
    }

    [Fact]
    public async Task Serializer_OfTheType_WritesAndReads()
    {
        var serializer = new MarkingSerializer("type");
        var (first, second) = (Open(usesRedis: true, more: Register), Open(usesRedis: true, more: Register));
        await first.SetAsync("key", new FrozenValue("name", 1));

        var read = await second.GetOrCreateAsync("key", Made(new FrozenValue("made", 0)));

        ShouldHold(read == new FrozenValue("read by type: written by type", 0), unless: Difference.SerializersAreIgnored);

        void Register(IServiceCollection services) => services.AddSingleton<IHybridCacheSerializer<FrozenValue>>(serializer)
            .AddSingleton<IHybridCacheSerializerFactory>(new MarkingFactory("factory"));
    }

    [Fact]
    public async Task SerializerFactories_SeveralForAType_TheLastRegisteredIsAsked()
    {
        var (first, second) = (Open(usesRedis: true, more: Register), Open(usesRedis: true, more: Register));
        await first.SetAsync("key", new FrozenValue("name", 1));
        await first.SetAsync("number", 7);

        var read = await second.GetOrCreateAsync("key", Made(new FrozenValue("made", 0)));

        ShouldHold(read == new FrozenValue("read by last: written by last", 0), unless: Difference.SerializersAreIgnored);
        (await second.GetOrCreateAsync("number", Made(0))).ShouldBe(7);

        static void Register(IServiceCollection services) => services.AddSingleton<IHybridCacheSerializerFactory>(new MarkingFactory("first"))
            .AddSingleton<IHybridCacheSerializerFactory>(new MarkingFactory("last"));
    }

    private static async Task RoundTripAsync<T>(HybridCache writer, HybridCache? reader, string key, T value)
    {
        await writer.SetAsync(key, value);
        (await (reader ?? writer).GetOrCreateAsync<T>(key, _ => throw new InvalidOperationException("The factory ran."))).ShouldBe(value);
    }

    private sealed class MarkingSerializer(string name) : IHybridCacheSerializer<FrozenValue>
    {
        public FrozenValue Deserialize(ReadOnlySequence<byte> source) => new($"read by {name}: {Encoding.UTF8.GetString(source.ToArray())}", 0);

        public void Serialize(FrozenValue value, IBufferWriter<byte> target) => target.Write(Encoding.UTF8.GetBytes($"written by {name}"));
    }

    private sealed class MarkingFactory(string name) : IHybridCacheSerializerFactory
    {
        public bool TryCreateSerializer<T>([NotNullWhen(true)] out IHybridCacheSerializer<T>? serializer)
        {
            serializer = new MarkingSerializer(name) as IHybridCacheSerializer<T>;
            return serializer is not null;
        }
    }
}
