using Paracle.Benchmarks.Stores.Peers;

namespace Paracle.Benchmarks.Stores.Cases;

/// <summary>The most that a session can load: COPY from a file that lies on the server, into the same table with its indexes, one commit for all.</summary>
internal sealed class ServerCopy(StoreDatabase database, TimeProvider timeProvider)
{
    private const int Rows = 100_000;

    public async Task<double> RowsPerSecondAsync(int rounds, CancellationToken cancellationToken)
    {
        var rates = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var file = Path.Combine(database.Folder, $"executions-{round}");
            await database.RunAsync(
                $"COPY (SELECT {PgBenchScripts.Values("date_trunc('milliseconds', clock_timestamp())")} FROM generate_series(1, {Rows})) TO '{file}'", cancellationToken);
            var start = timeProvider.GetTimestamp();
            await database.RunAsync($"COPY {StoreDatabase.Schema}.executions ({PeerSql.Columns}) FROM '{file}'", cancellationToken);
            rates.Add(Rows / timeProvider.GetElapsedTime(start).TotalSeconds);
        }

        return rates.Order().ElementAt(rates.Count / 2);
    }
}
