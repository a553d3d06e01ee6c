namespace Paracle;

/// <summary>A stated bound was reached: the capacity of a queue or of a store in memory, a run's steps, tool calls or time, the
/// deadline of a model call, a budget, a rate.</summary>
/// <param name="code">Which bound: <see cref="ErrorCodes.QueueFull"/>, <see cref="ErrorCodes.StoreFull"/>, <see cref="ErrorCodes.StepLimit"/>,
/// <see cref="ErrorCodes.ToolCallLimit"/>, <see cref="ErrorCodes.TimeLimit"/>, <see cref="ErrorCodes.BudgetExhausted"/> or
/// <see cref="ErrorCodes.RateLimited"/>.</param>
/// <param name="message">The bound, its value, and the setting that moves it.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class LimitExceededException(string code, string message, Exception? innerException = null)
    : ParacleException(code, message, innerException)
{
    /// <summary>How long until trying again can succeed, or null when that is unknown.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
