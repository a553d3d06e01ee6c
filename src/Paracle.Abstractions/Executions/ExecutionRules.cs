namespace Paracle;

/// <summary>The rules of an <see cref="Execution"/> that need no store.</summary>
public static class ExecutionRules
{
    /// <summary>The longest task or answer, in characters: 4,194,304.</summary>
    public const int MaxText = 4 * 1024 * 1024;

    private const int MaxErrorMessage = 4096;

    /// <summary>Checks an execution; every store calls it before any I/O.</summary>
    /// <param name="execution">The execution.</param>
    /// <exception cref="InvalidInputException">A member breaks its rule; the message names it.</exception>
    public static void Validate(Execution execution)
    {
        ArgumentNullException.ThrowIfNull(execution);
        _ = execution.Tenant.Value;
        if (execution.Id == default)
        {
            throw new InvalidInputException("execution id", "The execution has no id. Mint one with ExecutionId.New.");
        }

        if (!Enum.IsDefined(execution.State) || !Enum.IsDefined(execution.Kind))
        {
            throw new InvalidInputException("state", $"Execution {execution.Id} has the unknown state or kind {execution.State}, {execution.Kind}.");
        }

        InputRules.RequireKey(execution.Subject, "subject");
        InputRules.RequireName(execution.Target, "target");
        InputRules.RequireRange(execution.Version, 1, long.MaxValue, "version");
        InputRules.RequireText(execution.Input, "task", MaxText);
        RequireOptional(execution.Output, "output", MaxText);
        RequireOptional(execution.ErrorCode, "error code", InputRules.MaxNameLength);
        RequireOptional(execution.ErrorMessage, "error message", MaxErrorMessage);
        RequireOptional(execution.Host, "host", InputRules.MaxKeyLength);
        RequireCount(execution.Usage.InputTokens, "input tokens");
        RequireCount(execution.Usage.OutputTokens, "output tokens");
        if (execution.Cost is < 0 or > 1_000_000_000)
        {
            throw new InvalidInputException("cost", $"'cost' is {execution.Cost}; it must lie in 0 to 1,000,000,000.");
        }
    }

    private static void RequireOptional(string? value, string input, int maxLength)
    {
        if (value?.Length > maxLength)
        {
            throw new InvalidInputException(input, $"'{input}' has {value.Length} characters; the limit is {maxLength}.");
        }

        InputRules.RequireStorable(value, input);
    }

    private static void RequireCount(long? value, string input)
    {
        if (value is { } count)
        {
            InputRules.RequireRange(count, 0, long.MaxValue, input);
        }
    }
}
