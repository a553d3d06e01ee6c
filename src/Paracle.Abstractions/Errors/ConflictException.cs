namespace Paracle;

/// <summary>The stored version is not the expected one, or the change contradicts what is stored. Read again and decide anew.</summary>
/// <param name="message">What was changed, the expected and the stored version.</param>
public sealed class ConflictException(string message) : ParacleException(ErrorCodes.Conflict, message);
