namespace Paracle;

/// <summary>Bad input, found before any I/O. Nothing was changed or sent.</summary>
public sealed class InvalidInputException : ParacleException
{
    /// <summary>Creates the error for the input called <paramref name="input"/>.</summary>
    /// <param name="input">The name of the parameter, member or setting.</param>
    /// <param name="message">The rule, the value if it is not secret, and the remedy.</param>
    /// <param name="innerException">The cause, or null.</param>
    public InvalidInputException(string input, string message, Exception? innerException = null)
        : base(ErrorCodes.InvalidInput, message, innerException) => Input = input;

    /// <summary>The name of the parameter, member or setting that breaks the rule.</summary>
    public string Input { get; }
}
