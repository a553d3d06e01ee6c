namespace Paracle.AspNetCore.Internal.Streams;

internal sealed record HeartbeatEvent;
