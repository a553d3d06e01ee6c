namespace Paracle.Simulation;

/// <summary>A message of a request: its role on the wire and its text parts, joined.</summary>
public sealed record ModelMessage(string Role, string Text);
