namespace Paracle.Benchmarks.Caches.Memory;

/// <summary>What is asked for.</summary>
/// <param name="Name">What the gate is called.</param>
/// <param name="Keys">Distinct keys that come again.</param>
/// <param name="Skew">The exponent of the power law: the higher, the more requests go to the few.</param>
/// <param name="ScanEvery">After how many requests a scan comes; 0 for none.</param>
/// <param name="ScanLength">Keys of a scan, each asked for once.</param>
/// <param name="MoveEvery">After how many requests other keys become the popular ones; 0 for never.</param>
internal sealed record TracePlan(string Name, int Keys, double Skew, int ScanEvery = 0, int ScanLength = 0, int MoveEvery = 0)
{
    public override string ToString() => $"{Keys:N0} keys, skew {Skew:0.0}"
        + (ScanEvery == 0 ? "" : $", a scan of {ScanLength:N0} after each {ScanEvery:N0}")
        + (MoveEvery == 0 ? "" : $", others are popular after each {MoveEvery:N0}");
}
