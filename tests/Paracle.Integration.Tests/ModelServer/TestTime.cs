namespace Paracle.Integration.Tests.Simulation;

internal static class TestTime
{
    /// <summary>How long a test waits for what must happen before it fails.</summary>
    public static readonly TimeSpan Limit = Paracle.Testing.Waiting.Limit;
}
