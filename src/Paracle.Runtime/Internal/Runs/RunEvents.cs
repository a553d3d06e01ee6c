using System.Threading.Channels;

namespace Paracle.Runtime.Internal.Runs;

/// <summary>Where a run's events go: to the reader of a stream, who holds the run back when he is slow, or nowhere.</summary>
internal readonly struct RunEvents(ChannelWriter<AgentEvent>? writer)
{
    public bool HasReader => writer is not null;

    public ValueTask EmitAsync(AgentEvent happened, CancellationToken cancellationToken) => writer?.WriteAsync(happened, cancellationToken) ?? default;
}
