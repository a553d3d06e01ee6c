using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Stores;

/// <summary>What the peers did at each number of callers.</summary>
internal sealed class StoreTable(string operations)
{
    private readonly MarkdownTable _table = new("callers", "way", "peer", "connections", $"{operations}/s", "p50 µs", "p95 µs", "p99 µs", "B", "client's µs", "PostgreSQL's µs");
    private readonly Dictionary<(Route Route, int Callers, string Peer), LoadFigures> _figures = [];

    public LoadFigures this[Route route, int callers, string peer] => _figures[(route, callers, peer)];

    public void Add(Route route, int callers, string peer, int connections, LoadFigures figures)
    {
        _figures.Add((route, callers, peer), figures);
        _table.Add(
            $"{callers:N0}", route == Route.Direct ? "direct" : "PgBouncer", peer, $"{Math.Min(connections, callers)}",
            $"{figures.PerSecond:N0}", $"{figures.P50:N0}", $"{figures.P95:N0}", $"{figures.P99:N0}", Known(figures.BytesPerOperation), Known(figures.ClientTime), Known(figures.ServerTime));
        BenchmarkSession.Say($"{callers,5} callers, {route}, {peer}: {figures.PerSecond:N0} {operations}/s, p99 {figures.P99:N0} µs");
    }

    public void Keep(BenchmarkSession session, string title, IReadOnlyList<int> crowds, string plot)
    {
        session.Keep(title, _table);
        var bars = new GroupedBars($"{title}, direct", $"{operations}/s", [.. crowds.Select(callers => callers == 1 ? "a lone caller" : $"{callers:N0} callers")]);
        foreach (var peer in PeerContest.Peers)
        {
            bars.Add(peer, crowds.Select(callers => this[Route.Direct, callers, peer].PerSecond));
        }

        session.Keep(bars, plot);
    }

    private static string Known(double figure) => double.IsNaN(figure) ? "–" : $"{figure:N0}";
}
