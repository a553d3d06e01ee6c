namespace Paracle.Simulation;

/// <summary>A tool's result as it came back to the model.</summary>
/// <param name="CallId">The id of the tool call it answers.</param>
/// <param name="Text">The result's text parts, joined.</param>
/// <param name="IsError">Whether it is marked as an error; OpenAI's protocol has no such mark.</param>
public sealed record ModelToolResult(string CallId, string Text, bool IsError);
