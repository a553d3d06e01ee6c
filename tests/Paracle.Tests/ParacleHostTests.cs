using Paracle.Internal;

namespace Paracle.Tests;

public sealed class ParacleHostTests
{
    private readonly List<string> _log = [];

    [Fact]
    public async Task StartAndStop_Parts_GoByOrderAndBack()
    {
        using var host = Host(Part("runtime", 100), Part("store", 0));

        await host.StartAsync(CancellationToken.None);
        await host.StopAsync(CancellationToken.None);

        _log.ShouldBe(["start store", "start runtime", "stop runtime", "stop store"]);
    }

    [Fact]
    public async Task Start_APartFails_StopsWhatRuns()
    {
        using var host = Host(Part("store", 0), Part("runtime", 100, failsAtStart: true), Part("late", 200));

        await Should.ThrowAsync<UnavailableException>(() => host.StartAsync(CancellationToken.None));

        _log.ShouldBe(["start store", "start runtime", "stop runtime", "stop store"]);
    }

    [Fact]
    public async Task Stop_APartFails_StopsTheOthersToo()
    {
        using var host = Host(Part("store", 0), Part("runtime", 100, failsAtStop: true));
        await host.StartAsync(CancellationToken.None);

        await Should.ThrowAsync<AggregateException>(() => host.StopAsync(CancellationToken.None));

        _log.ShouldContain("stop store");
    }

    [Fact]
    public async Task Start_Concurrently_StartsOnce()
    {
        using var host = Host(Part("store", 0));

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => host.StartAsync(CancellationToken.None)));

        _log.ShouldBe(["start store"]);
    }

    [Fact]
    public async Task Start_AfterAStop_Throws()
    {
        using var host = Host(Part("store", 0));
        await host.StartAsync(CancellationToken.None);
        await host.StopAsync(CancellationToken.None);

        await Should.ThrowAsync<UnavailableException>(() => host.StartAsync(CancellationToken.None));
    }

    private static ParacleHost Host(params IParacleService[] parts) => new(parts, []);

    private RecordingPart Part(string name, int order, bool failsAtStart = false, bool failsAtStop = false) => new(name, order, failsAtStart, failsAtStop, _log);

    private sealed class RecordingPart(string name, int order, bool failsAtStart, bool failsAtStop, List<string> log) : IParacleService
    {
        public int Order => order;

        public Task StartAsync(CancellationToken cancellationToken) => Record("start", failsAtStart);

        public Task StopAsync(CancellationToken cancellationToken) => Record("stop", failsAtStop);

        private Task Record(string what, bool fails)
        {
            log.Add($"{what} {name}");
            return fails ? Task.FromException(new UnavailableException($"The part '{name}' does not {what}.")) : Task.CompletedTask;
        }
    }
}
