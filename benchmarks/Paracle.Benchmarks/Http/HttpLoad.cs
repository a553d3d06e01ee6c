namespace Paracle.Benchmarks.Http;

/// <summary>How hard a server is pressed.</summary>
/// <param name="Connections">How many connections there are, each with one request under way at any time.</param>
/// <param name="PerSecond">How many requests are to be sent in a second, whether or not the server keeps up (an open loop); null for each as
/// soon as the one before is answered (a closed loop).</param>
internal sealed record HttpLoad(int Connections, int? PerSecond = null)
{
    public override string ToString() => PerSecond is { } rate ? $"{rate:N0} a second" : $"{Connections:N0} connections";
}
