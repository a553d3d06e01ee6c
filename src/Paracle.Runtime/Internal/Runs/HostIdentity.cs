namespace Paracle.Runtime.Internal.Runs;

/// <summary>Names this process among all that ever ran: containers reuse machine names and process ids, but not both and the start.</summary>
internal sealed class HostIdentity(TimeProvider timeProvider)
{
    public string Value { get; } = $"{Environment.MachineName}/{Environment.ProcessId}/{timeProvider.GetUtcNow().ToUnixTimeMilliseconds()}";
}
