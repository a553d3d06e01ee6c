namespace Paracle;

/// <summary>The named thing does not exist in this tenant.</summary>
/// <param name="message">What was looked for, by kind and name or id.</param>
public sealed class NotFoundException(string message) : ParacleException(ErrorCodes.NotFound, message);
