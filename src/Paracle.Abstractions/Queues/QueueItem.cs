namespace Paracle;

/// <summary>A message as read from a lane.</summary>
/// <param name="Id">Names the item in its queue; grows in the order of appending.</param>
/// <param name="Message">What was appended.</param>
/// <param name="AppendedAt">When it was appended, UTC.</param>
/// <param name="Attempts">How many times it has been retried or dead-lettered before.</param>
/// <param name="LastError">The error given with the last retry or dead-lettering, or null.</param>
public sealed record QueueItem(long Id, QueueMessage Message, DateTimeOffset AppendedAt, int Attempts, string? LastError);
