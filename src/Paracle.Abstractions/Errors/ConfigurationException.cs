namespace Paracle;

/// <summary>The host's set-up lacks or contradicts something; the message says which call or setting to add or change.</summary>
/// <param name="message">The call or setting, what is wrong with it, and the remedy.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class ConfigurationException(string message, Exception? innerException = null)
    : ParacleException(ErrorCodes.Configuration, message, innerException);
