namespace Paracle;

/// <summary>The caller holds no grant for the action. Nothing was spent.</summary>
/// <param name="message">The subject, the action and its target.</param>
public sealed class AccessDeniedException(string message) : ParacleException(ErrorCodes.AccessDenied, message);
