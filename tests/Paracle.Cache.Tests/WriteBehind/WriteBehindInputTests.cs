using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Options;
using Paracle.Testing;

namespace Paracle.Cache.Tests.WriteBehind;

/// <summary>What a write-behind refuses, and what it tells about itself.</summary>
public sealed class WriteBehindInputTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    public async Task Write_MalformedKey_IsRefusedBeforeAnything(string? key)
    {
        await using var host = await WriteBehindHost.StartAsync(journal: new AwayQueue());

        (await Should.ThrowAsync<InvalidInputException>(async () => await host.WriteAsync(key!, 1))).Input.ShouldBe("key");
        await Should.ThrowAsync<InvalidInputException>(async () => await host.Writes.RemoveBehindAsync(TenantId.Default, key!, Token));
    }

    [Fact]
    public async Task Write_OverLongKeyNoTenantNoValueOrTooLarge_IsRefusedBeforeAnything()
    {
        await using var host = await WriteBehindHost.StartAsync(journal: new AwayQueue());

        await Should.ThrowAsync<InvalidInputException>(async () => await host.WriteAsync(new string('k', 1025), 1));
        await Should.ThrowAsync<InvalidInputException>(async () => await host.Writes.WriteBehindAsync(default, "a", new CacheSample("a", 1), Token));
        await Should.ThrowAsync<InvalidInputException>(async () => await host.Writes.WriteBehindAsync(TenantId.Default, "a", null!, Token));
        (await Should.ThrowAsync<InvalidInputException>(async () => await host.Writes.WriteBehindAsync(TenantId.Default, "a", new CacheSample(new string('n', 1 << 20), 1), Token)))
            .Input.ShouldBe("payload bytes");
    }

    public static TheoryData<string, Action<WriteBehindOptions>> OutOfRange => new()
    {
        { "BatchSize", options => options.BatchSize = 0 },
        { "BatchSize", options => options.BatchSize = 1001 },
        { "FlushInterval", options => options.FlushInterval = TimeSpan.FromTicks(-1) },
        { "MaxLanes", options => options.MaxLanes = 0 },
        { "LeaseDuration", options => options.LeaseDuration = TimeSpan.Zero },
        { "PollInterval", options => options.PollInterval = TimeSpan.FromMilliseconds(49) },
        { "WriteTimeout", options => options.WriteTimeout = TimeSpan.MaxValue },
        { "MaxAttempts", options => options.MaxAttempts = 0 },
        { "MinBackoff", options => options.MinBackoff = TimeSpan.Zero },
        { "MinBackoff", options => options.MinBackoff = TimeSpan.FromHours(1) },
        { "MaxBackoff", options => options.MaxBackoff = TimeSpan.FromDays(8) },
        { "MaxDepth", options => options.MaxDepth = 0 },
        { "Overflow", options => options.Overflow = (OverflowPolicy)7 },
        { "OverflowTimeout", options => options.OverflowTimeout = TimeSpan.FromHours(2) },
        { "DrainTimeout", options => options.DrainTimeout = TimeSpan.FromHours(2) },
        { "Lifetime", options => options.Lifetime = TimeSpan.Zero },
        { "MeasureInterval", options => options.MeasureInterval = TimeSpan.Zero },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public async Task Start_SettingOutOfRange_FailsAndNamesIt(string setting, Action<WriteBehindOptions> spoil) =>
        (await Should.ThrowAsync<OptionsValidationException>(() => WriteBehindHost.StartAsync(spoil))).Message.ShouldContain(setting);

    [Fact]
    public async Task Start_NoSerializer_FailsAndSaysWhatToAdd()
    {
        await using var host = new CacheHost(paracle =>
        {
            paracle.UseInMemory().AddWriteBehind<CacheSample, RecordingSink>("samples");
            paracle.Services.RemoveAll<IHybridCacheSerializerFactory>(); // the stock one serializes whatever it is given, by reflection
        });

        (await Should.ThrowAsync<ConfigurationException>(() => host.Services.GetServices<IParacleService>().Single().StartAsync(Token)))
            .Message.ShouldContain("AddCacheJson");
    }

    [Fact]
    public void Add_MalformedName_IsRefused()
    {
        foreach (var name in new[] { null!, "", "a b", "ü", new string('n', 117) })
        {
            Should.Throw<InvalidInputException>(() => new CacheHost(paracle => paracle.AddWriteBehind<CacheSample, RecordingSink>(name)));
        }
    }

    [Fact]
    public void Add_NameOrTypeTaken_IsRefusedAndNamesBoth()
    {
        var error = Should.Throw<ConfigurationException>(() => new CacheHost(paracle => paracle
            .AddWriteBehind<CacheSample, RecordingSink>("one").AddWriteBehind<CacheSample, RecordingSink>("two")));
        error.Message.ShouldContain("'one'");
        error.Message.ShouldContain("'two'");
        Should.Throw<ConfigurationException>(() => new CacheHost(paracle => paracle
            .AddWriteBehind<CacheSample, RecordingSink>("one").AddWriteBehind<string, TextSink>("one")));
    }

    [Fact]
    public async Task Add_NoStore_FailsAndNamesTheCallToAdd()
    {
        await using var host = new CacheHost(paracle => paracle.AddWriteBehind<CacheSample, RecordingSink>("samples"));

        Should.Throw<ConfigurationException>(() => host.Services.GetRequiredService<IWriteBehind<CacheSample>>()).Message.ShouldContain("UsePostgres");
    }

    [Fact]
    public async Task Metrics_CountAndMeasureByName()
    {
        await using var host = await WriteBehindHost.StartAsync(options =>
        {
            (options.MaxAttempts, options.MaxDepth, options.Overflow) = (1, 3, OverflowPolicy.Reject);
            options.MeasureInterval = TimeSpan.FromMilliseconds(100);
        });
        using var metrics = new Metrics(host.Services);
        var (begun, end) = WriteBehindTests.Hold(host);
        await host.WriteAsync("first", 0);
        await begun;
        await host.WriteAsync("a", 1);
        await host.WriteAsync("a", 2);
        await Should.ThrowAsync<LimitExceededException>(async () => await host.WriteAsync("a", 3));
        await Waiting.UntilAsync(() => metrics.Last(TelemetryNames.WriteBehindDepth) == 3 && metrics.LastAge > 0);
        end.SetResult();
        await Waiting.UntilAsync(() => metrics.Last(TelemetryNames.WriteBehindDepth) == 0);
        host.Sink.Before = static (_, _) => throw new InvalidOperationException();
        await host.WriteAsync("b", 1);
        await Waiting.UntilAsync(() => metrics.Last(TelemetryNames.WriteBehindDeadLetters) == 1 && metrics.Last(TelemetryNames.WriteBehindDepth) == 0);

        metrics.Sum(TelemetryNames.WriteBehindAccepted).ShouldBe(4);
        metrics.Sum(TelemetryNames.WriteBehindRejected).ShouldBe(1);
        metrics.Sum(TelemetryNames.WriteBehindWritten).ShouldBe(2);
        metrics.Sum(TelemetryNames.WriteBehindCoalesced).ShouldBe(1);
        metrics.Sum(TelemetryNames.WriteBehindFailures).ShouldBe(1);
        metrics.Sum(TelemetryNames.WriteBehindCacheFailures).ShouldBe(0);
    }

    private sealed class TextSink : IWriteBehindSink<string>
    {
        public Task WriteAsync(WriteBehindBatch<string> batch, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Metrics : IDisposable
    {
        private static readonly string[] Names =
        [
            TelemetryNames.WriteBehindDepth, TelemetryNames.WriteBehindDeadLetters, TelemetryNames.WriteBehindAccepted, TelemetryNames.WriteBehindRejected,
            TelemetryNames.WriteBehindWritten, TelemetryNames.WriteBehindCoalesced, TelemetryNames.WriteBehindFailures, TelemetryNames.WriteBehindCacheFailures,
        ];

        private readonly Dictionary<string, MetricCollector<long>> _collectors;
        private readonly MetricCollector<double> _age;

        public Metrics(IServiceProvider services)
        {
            var factory = services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
            _collectors = Names.ToDictionary(name => name, name => new MetricCollector<long>(factory, TelemetryNames.Cache, name), StringComparer.Ordinal);
            _age = new MetricCollector<double>(factory, TelemetryNames.Cache, TelemetryNames.WriteBehindAge);
        }

        public double LastAge
        {
            get
            {
                _age.RecordObservableInstruments();
                return _age.LastMeasurement?.Value ?? -1;
            }
        }

        public long Last(string name)
        {
            _collectors[name].RecordObservableInstruments();
            return _collectors[name].LastMeasurement?.Value ?? -1;
        }

        public long Sum(string name)
        {
            var measured = _collectors[name].GetMeasurementSnapshot();
            measured.ShouldAllBe(item => item.Tags.Count == 1 && Equals(item.Tags[TelemetryNames.WriteBehindLabel], WriteBehindHost.Name));
            return measured.Sum(item => item.Value);
        }

        public void Dispose()
        {
            foreach (var collector in _collectors.Values)
            {
                collector.Dispose();
            }

            _age.Dispose();
        }
    }
}
