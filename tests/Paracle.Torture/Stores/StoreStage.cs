using Paracle.Testing;
using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Stores;

/// <summary>A PostgreSQL, a line to it, and hosts at the line: all that can be broken.</summary>
internal sealed class StoreStage : IAsyncDisposable
{
    private const int HostCount = 2;

    private readonly StoreHostProcess?[] _hosts = new StoreHostProcess?[HostCount];
    private readonly int _seed;
    private int _started;

    private StoreStage(PostgresCluster postgres, StoreLedger ledger, int seed)
    {
        (Postgres, Ledger, _seed) = (postgres, ledger, seed);
        Line = new TcpRelay(postgres.Port);
    }

    public PostgresCluster Postgres { get; }

    public TcpRelay Line { get; }

    public StoreLedger Ledger { get; }

    /// <summary>Whether every host has opened its store.</summary>
    public bool AreHostsReady => _hosts.All(host => host!.IsReady);

    public static async Task<StoreStage> OpenAsync(StormReport report, int seed)
    {
        var stage = new StoreStage(await PostgresCluster.CreateAsync(), new StoreLedger(report), seed);
        await stage.Postgres.QueryAsync(EffectSink.Schema);
        for (var i = 0; i < HostCount; i++)
        {
            stage.StartHost(i);
        }

        await Task.WhenAll(stage._hosts.Select(host => host!.WaitUntilReadyAsync()));
        return stage;
    }

    /// <summary>SIGKILL to one of the hosts, after which another takes its place.</summary>
    public async Task KillHostAsync(Random random)
    {
        var place = random.Next(HostCount);
        await using (_hosts[place]!)
        {
            await _hosts[place]!.KillAsync();
        }

        StartHost(place);
    }

    /// <summary>Lets every host bring to an end what it produces.</summary>
    /// <returns>Whether all could within the limit.</returns>
    public async Task<bool> DrainAsync(TimeSpan limit) => (await Task.WhenAll(_hosts.Select(host => host!.DrainAsync(limit)))).All(isDrained => isDrained);

    public Task StopHostsAsync() => Task.WhenAll(_hosts.Select(host => host!.StopAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.OfType<StoreHostProcess>())
        {
            await host.DisposeAsync();
        }

        await Line.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    private void StartHost(int place)
    {
        _started++;
        _hosts[place] = new StoreHostProcess($"host-{_started}", unchecked((_seed * 100) + _started), Postgres.ConnectionStringTo(Line.Port), Ledger);
    }
}
