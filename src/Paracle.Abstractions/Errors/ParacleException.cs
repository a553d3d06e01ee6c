namespace Paracle;

/// <summary>The root of every error Paracle raises on purpose. Its message names what was being done, the setting or id, and the remedy.</summary>
public abstract class ParacleException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">A stable code out of <see cref="ErrorCodes"/>; safe for clients and metric labels.</param>
    /// <param name="message">What went wrong and what to do about it; holds nothing secret.</param>
    /// <param name="innerException">The cause, or null.</param>
    protected ParacleException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>The stable code of the error, one of <see cref="ErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>The execution that failed with this error, or null when none was begun.</summary>
    public ExecutionId? ExecutionId { get; init; }
}
