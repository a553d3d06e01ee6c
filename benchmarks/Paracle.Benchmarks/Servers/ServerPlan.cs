using Paracle.Benchmarks.Http;

namespace Paracle.Benchmarks.Servers;

/// <summary>What is measured, in the order of a round.</summary>
internal sealed class ServerPlan
{
    public static readonly HttpLoad Few = new(64);
    public static readonly HttpLoad Many = new(1_000);
    public static readonly HttpLoad Steady = new(1_000, PerSecond: 1_000);

    /// <summary>The kinds that the guide's stack was measured with.</summary>
    public static readonly RequestKind[] Mixes = [RequestKind.Repeated, RequestKind.Half, RequestKind.Unique];

    public ServerPlan(WholeSystem system)
    {
        var requests = new Requests(system);
        Cells =
        [
            .. Enum.GetValues<RequestKind>().Select(kind => (Load: Few, Kind: kind))
                .Concat(Enum.GetValues<RequestKind>().Select(kind => (Load: Many, Kind: kind)))
                .Concat(Mixes.Select(kind => (Load: Steady, Kind: kind)))
                .Select(cell => new Cell(cell.Load, cell.Kind, requests.Of(cell.Kind), requests.HostOf(cell.Kind))),
        ];
    }

    public IReadOnlyList<Cell> Cells { get; }

    public Cell this[HttpLoad load, RequestKind kind] => Cells.Single(cell => cell.Load == load && cell.Kind == kind);
}
