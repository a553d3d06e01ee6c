namespace Paracle.AspNetCore.Internal.Streams;

/// <summary>A tool call; its arguments are JSON as the model wrote it, which need not be sound.</summary>
internal sealed record ToolCallEvent(string CallId, string Tool, string Arguments);
