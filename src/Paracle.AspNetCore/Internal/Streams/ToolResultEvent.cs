namespace Paracle.AspNetCore.Internal.Streams;

internal sealed record ToolResultEvent(string CallId, string Tool, string Result, bool IsError);
