namespace Paracle;

/// <summary>Which executions to list. Members left null do not narrow.</summary>
public sealed record ExecutionFilter
{
    /// <summary>Only runs of this agent or workflow.</summary>
    public string? Target { get; init; }

    /// <summary>Only runs in this state.</summary>
    public ExecutionState? State { get; init; }

    /// <summary>Only runs created at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only runs created before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Every run.</summary>
    public static ExecutionFilter All { get; } = new();

    /// <summary>Checks the filter; every store calls it before any I/O.</summary>
    /// <exception cref="InvalidInputException">The range is reversed or lies outside what an id can hold, or a member is malformed.</exception>
    public void Validate()
    {
        if (Target is not null)
        {
            InputRules.RequireName(Target, "target");
        }

        if (State is { } state && !Enum.IsDefined(state))
        {
            throw new InvalidInputException("state", $"'{(int)state}' is no execution state.");
        }

        if (From is { } from && To is { } to && from >= to)
        {
            throw new InvalidInputException("from", $"The range from {from:O} to {to:O} is reversed or empty. Give a 'from' before the 'to'.");
        }

        RequireYear(From, "from");
        RequireYear(To, "to");
    }

    private static void RequireYear(DateTimeOffset? time, string input)
    {
        if (time is { Year: < 1970 or > 9000 } extreme)
        {
            throw new InvalidInputException(input, $"'{input}' is {extreme:O}; give a time in the years 1970 to 9000.");
        }
    }
}
