using Paracle.Testing;
using Paracle.Testing.Pipelines;

namespace Paracle.Torture.WriteBehind;

/// <summary>Compares the source with what was acknowledged: nothing lost, nothing twice, nothing out of order, the last write of each key there.</summary>
internal sealed class WriteBehindVerdict(PostgresCluster postgres, IReadOnlyDictionary<string, long> acknowledged, StormReport report)
{
    public async Task JudgeAsync()
    {
        var rows = (await postgres.QueryAsync("SELECT key, number FROM sink.rows")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => row.Split('|')).ToDictionary(row => row[0], row => long.Parse(row[1]), StringComparer.Ordinal);
        foreach (var (key, number) in acknowledged)
        {
            report.Promise(rows.GetValueOrDefault(key) == number, $"{key} was acknowledged at {number}, and the source has {rows.GetValueOrDefault(key)}");
        }

        // Every write has a name of its own, and there are as many of a key as its number says.
        var (names, writes) = (await CountAsync("SELECT count(*) FROM sink.names"), acknowledged.Values.Sum());
        report.Promise(names == writes, $"{writes} writes were acknowledged, and {names} reached the source");
        report.Promise(await CountAsync("SELECT count(*) - count(DISTINCT name) FROM sink.effects") == 0, "writes took effect twice");
        report.Promise(await CountAsync("SELECT count(*) - count(DISTINCT (key, number)) FROM sink.effects") == 0, "values took effect twice");
        report.Promise(await CountAsync("SELECT coalesce(sum(disordered), 0) FROM sink.rows") == 0, "writes took effect out of order");
        report.Count("acknowledged", writes);
        report.Count("effects", await CountAsync("SELECT count(*) FROM sink.effects"));
        report.Count("repeated", await CountAsync("SELECT count(*) FROM sink.repeated"));
    }

    private async Task<long> CountAsync(string query) => long.Parse(await postgres.QueryAsync(query));
}
