namespace Paracle;

/// <summary>A store, queue or pipeline is not started, is stopping, or its server does not answer. The same call may succeed later.</summary>
/// <param name="message">What is away, what was being done, and the remedy.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class UnavailableException(string message, Exception? innerException = null)
    : ParacleException(ErrorCodes.Unavailable, message, innerException);
