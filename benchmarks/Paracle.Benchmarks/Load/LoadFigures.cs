namespace Paracle.Benchmarks.Load;

/// <summary>What one peer did under load; latencies in microseconds.</summary>
internal sealed record LoadFigures(double PerSecond, double P50, double P95, double P99, double BytesPerOperation)
{
    /// <summary>The processor time of an operation in this process, in microseconds.</summary>
    public double ClientTime { get; init; } = double.NaN;

    /// <summary>The processor time of an operation in the server, in microseconds, where there is one.</summary>
    public double ServerTime { get; init; } = double.NaN;

    /// <summary>The whole machine's time that an operation takes, in microseconds: the inverse of the throughput.</summary>
    public double Cost => 1_000_000 / PerSecond;

    public static LoadFigures Median(IReadOnlyCollection<LoadFigures> rounds) => new(
        Median(rounds, round => round.PerSecond),
        Median(rounds, round => round.P50),
        Median(rounds, round => round.P95),
        Median(rounds, round => round.P99),
        Median(rounds, round => round.BytesPerOperation))
    {
        ClientTime = Median(rounds, round => round.ClientTime),
        ServerTime = Median(rounds, round => round.ServerTime),
    };

    private static double Median(IReadOnlyCollection<LoadFigures> rounds, Func<LoadFigures, double> figure) =>
        rounds.Select(figure).Order().ElementAt(rounds.Count / 2);
}
