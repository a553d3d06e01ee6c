namespace Paracle;

/// <summary>Names this process among all that ever ran: containers reuse machine names and process ids, and start together. What it runs
/// carries the name (<see cref="Execution.Host"/>), so that what it leaves behind can be told from what lives.</summary>
/// <param name="timeProvider">The clock that the start is read from.</param>
public sealed class HostIdentity(TimeProvider timeProvider)
{
    private readonly string _process =
        $"{Environment.MachineName}/{Environment.ProcessId}/{timeProvider.GetUtcNow().ToUnixTimeMilliseconds()}/{Guid.NewGuid().ToString("N")[..8]}";

    private int _generation = 1;

    /// <summary>The present name.</summary>
    public string Name => Volatile.Read(ref _generation) is > 1 and var generation ? $"{_process}/{generation}" : _process;

    /// <summary>Takes a new name, which no process had before: what runs under the present one is given up for lost by the other hosts.</summary>
    public void Renew() => Interlocked.Increment(ref _generation);
}
