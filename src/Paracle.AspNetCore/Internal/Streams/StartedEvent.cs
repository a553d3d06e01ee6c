namespace Paracle.AspNetCore.Internal.Streams;

internal sealed record StartedEvent(ExecutionId ExecutionId);
