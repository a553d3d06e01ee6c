namespace Paracle.Simulation;

/// <summary>No response: the connection is closed once the request has been read.</summary>
public sealed record DroppedReply : ModelReply;
