namespace Paracle;

/// <summary>The lease or lane is held by another owner now; what was done under it must not take effect.</summary>
/// <param name="message">The lease and the fencing token that is out of date.</param>
public sealed class LeaseLostException(string message) : ParacleException(ErrorCodes.LeaseLost, message);
