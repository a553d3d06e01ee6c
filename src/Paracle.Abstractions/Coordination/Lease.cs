namespace Paracle;

/// <summary>A held lease.</summary>
/// <param name="Name">The lease's name.</param>
/// <param name="Owner">Who holds it.</param>
/// <param name="FencingToken">Grows with every new holder of the name; a sink refuses smaller ones than it has seen.</param>
/// <param name="ExpiresAt">When it ends unless renewed, UTC.</param>
public sealed record Lease(string Name, string Owner, long FencingToken, DateTimeOffset ExpiresAt);
