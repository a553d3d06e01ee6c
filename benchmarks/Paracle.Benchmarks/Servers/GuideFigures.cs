namespace Paracle.Benchmarks.Servers;

/// <summary>
/// What the guide's own Python stack did on a machine of this kind with 1,000 connections in a closed loop: as written, and as its best variant,
/// which acknowledges executions before they are durable.
/// </summary>
internal sealed record GuideFigures(double PerSecond, double P95, double BestPerSecond, double BestP95)
{
    public static GuideFigures Of(RequestKind mix) => mix switch
    {
        RequestKind.Repeated => new(691, 2_256, 1_923, 747),
        RequestKind.Half => new(483, 5_121, 1_374, 1_872),
        RequestKind.Unique => new(410, 4_145, 926, 1_601),
        _ => throw new ArgumentOutOfRangeException(nameof(mix), mix, "The guide's stack was not measured with this."),
    };
}
