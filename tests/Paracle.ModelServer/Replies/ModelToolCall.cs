namespace Paracle.Simulation;

/// <summary>A tool call of the model.</summary>
/// <param name="Name">The tool.</param>
/// <param name="ArgumentsJson">Its arguments, sent as they are, valid JSON or not.</param>
/// <param name="Id">The call's id; null lets the server make one.</param>
public sealed record ModelToolCall(string Name, string ArgumentsJson, string? Id = null);
