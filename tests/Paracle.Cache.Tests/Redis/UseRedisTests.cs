using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paracle.Testing;

namespace Paracle.Cache.Tests.Redis;

public sealed class UseRedisTests
{
    private const string Secret = "canary-5f1c";

    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";

    [Fact]
    public async Task GetOrCreate_OnAnotherHost_ComesFromRedis()
    {
        await using var first = Host(TestServers.Redis, PatientRedis.BePatient);
        await using var second = Host(TestServers.Redis, PatientRedis.BePatient);
        var key = CacheKey.Create(TenantId.Default, $"shared:{"a:b"}").Value;

        using var measured = Measure(first);
        await first.Cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(new CacheSample("ä \u2028 \"", 42)));
        await WaitUntilSetAsync(measured);
        var value = await second.Cache.GetOrCreateAsync<CacheSample>(key, _ => throw new InvalidOperationException("The factory ran though Redis has the value."));

        value.ShouldBe(new CacheSample("ä \u2028 \"", 42));
    }

    [Fact]
    public async Task GetOrCreate_MissThenHit_IsTimedByOperationAndOutcome()
    {
        await using var first = Host(TestServers.Redis, PatientRedis.BePatient);
        await using var second = Host(TestServers.Redis, PatientRedis.BePatient);
        using var measured = Measure(first);
        using var again = Measure(second);

        await first.Cache.GetOrCreateAsync("timed", _ => ValueTask.FromResult(new CacheSample("value", 1)));
        await WaitUntilSetAsync(measured);
        await second.Cache.GetOrCreateAsync("timed", _ => ValueTask.FromResult(new CacheSample("value", 1)));

        Labels(measured).ShouldContain("get miss");
        Labels(measured).ShouldContain("set ok");
        Labels(again).ShouldContain("get hit");
    }

    [Fact]
    public async Task GetOrCreate_NothingListens_ComesFromTheFactory()
    {
        await using var host = Host("127.0.0.1:1,connectTimeout=200");

        (await host.Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new CacheSample("from the source", 1)))).Name.ShouldBe("from the source");
    }

    [Fact]
    public async Task GetOrCreate_ForeignBytesInRedis_ComesFromTheFactory()
    {
        await using var host = Host(TestServers.Redis, PatientRedis.BePatient);
        var settings = StackExchange.Redis.ConfigurationOptions.Parse(TestServers.Redis);
        await using var redis = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(settings);
        await redis.GetDatabase().HashSetAsync(
            _prefix + "poisoned", [new("data", "\u0001 not what was written"u8.ToArray()), new("absexp", -1), new("sldexp", -1)]);

        (await host.Cache.GetOrCreateAsync("poisoned", _ => ValueTask.FromResult(new CacheSample("from the source", 1)))).Name.ShouldBe("from the source");
    }

    [Theory]
    [InlineData("redis.example:6379")]
    [InlineData("192.0.2.1:6379,password=" + Secret)]
    [InlineData("127.0.0.1:6379,192.0.2.1:6379")]
    public async Task UseRedis_RemoteWithoutTls_FailsAtStart(string connectionString)
    {
        await using var host = Host(connectionString);

        var error = Should.Throw<OptionsValidationException>(host.ValidateAtStart);
        error.Message.ShouldContain("ssl=true");
        error.Message.ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("redis.example:6379,ssl=true", false)]
    [InlineData("redis.example:6379", true)]
    [InlineData("localhost", false)]
    [InlineData("[::1]:6379", false)]
    public async Task UseRedis_SafeOrDeclaredInsecure_PassesTheCheck(string connectionString, bool allowInsecure)
    {
        await using var host = Host(connectionString, options => options.AllowInsecurePlaintext = allowInsecure);

        Should.NotThrow(host.ValidateAtStart);
    }

    [Theory]
    [InlineData("")]
    [InlineData("password=" + Secret)]
    [InlineData("localhost,connectTimeout=" + Secret)]
    [InlineData("localhost,nosuchoption=" + Secret)]
    public async Task UseRedis_UnusableConnectionString_FailsAtStartWithoutRepeatingIt(string connectionString)
    {
        await using var host = Host(connectionString);

        var error = Should.Throw<OptionsValidationException>(host.ValidateAtStart);
        error.Message.ShouldContain("ConnectionString");
        error.ToString().ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000001111111111222222222233333333334444444444555555555566666")]
    public async Task UseRedis_KeyPrefixOutOfRange_FailsAtStart(string prefix)
    {
        await using var host = Host("localhost", options => options.KeyPrefix = prefix);

        Should.Throw<OptionsValidationException>(host.ValidateAtStart).Message.ShouldContain("KeyPrefix");
    }

    // The commands are those that docs/cache.md names.
    [Fact]
    public async Task UseRedis_UserWithTheNeededCommandsAlone_DoesEverything()
    {
        const string Commands =
            "+get +mget +set +del +getrange +pexpire +pttl +time +hget +hmget +hset +hexists +hincrby +sadd +scard +sismember +eval +evalsha +script|load "
            + "+publish +subscribe +unsubscribe +info +ping +echo +client|setname";
        await using var redis = await RedisInstance.CreateAsync();
        await redis.RunAsync(["ACL", "SETUSER", "limited", "on", ">word", $"~{_prefix}*", $"&{_prefix}*", "-@all", .. Commands.Split(' ')]);
        await using var first = Host(redis.ConnectionString + ",user=limited,password=word", PatientRedis.BePatient);
        await using var second = Host(redis.ConnectionString + ",user=limited,password=word", PatientRedis.BePatient);
        using var measured = Measure(first);

        await first.Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new CacheSample("made", 1)), tags: ["tag"]);
        (await second.Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new CacheSample("wrong", 1)))).Name.ShouldBe("made");
        await second.Cache.RemoveByTagAsync("tag");
        await Waiting.UntilAsync(async () => !(await first.Cache.TryGetAsync<CacheSample>("key")).Found);
        await first.Cache.WriteThroughAsync("key", _ => ValueTask.FromResult(new SourceWrite<CacheSample>(new CacheSample("written", 2), 1)));
        await Waiting.UntilAsync(async () => (await second.Cache.TryGetAsync<CacheSample>("key")).Value?.Name == "written");
        await first.Cache.RemoveAsync("key");
        var lease = await first.Services.GetRequiredService<IClusterLease>().TryAcquireAsync("lease", "owner", TimeSpan.FromMinutes(1), CancellationToken.None);
        lease.ShouldNotBeNull();

        Labels(measured).ShouldAllBe(label => !label.EndsWith("error"));
    }

    [Fact]
    public async Task GetOrCreate_WrongPassword_WorksAndNeverLogsIt()
    {
        var logs = new Microsoft.Extensions.Logging.Testing.FakeLoggerProvider();
        await using var host = new CacheHost(
            builder => builder.UseRedis(options => options.ConnectionString = TestServers.Redis + ",password=" + Secret).AddCacheJson(CacheSampleJson.Default),
            services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs)));

        (await host.Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new CacheSample("value", 1)))).Name.ShouldBe("value");

        logs.Collector.GetSnapshot().Select(record => $"{record.Message} {record.Exception}").ShouldAllBe(text => !text.Contains(Secret));
    }

    private static MetricCollector<double> Measure(CacheHost host) =>
        new(host.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), TelemetryNames.Cache, TelemetryNames.CacheOperationDuration);

    // The stock engine writes to Redis after it has answered.
    private static Task WaitUntilSetAsync(MetricCollector<double> measured) => Waiting.UntilAsync(() => Labels(measured).Contains("set ok"));

    private static List<string> Labels(MetricCollector<double> measured) =>
        [.. measured.GetMeasurementSnapshot().Select(item => $"{item.Tags[TelemetryNames.CacheOperationLabel]} {item.Tags[TelemetryNames.CacheOutcomeLabel]}")];

    private CacheHost Host(string connectionString, Action<RedisOptions>? configure = null) => new(builder => builder
        .UseRedis(options =>
        {
            options.ConnectionString = connectionString;
            options.KeyPrefix = _prefix;
            configure?.Invoke(options);
        })
        .AddCacheJson(CacheSampleJson.Default));
}
