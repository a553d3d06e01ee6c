namespace Paracle.Runtime.Internal.Runs;

/// <summary>The rules of a request that need no store.</summary>
internal static class RunRequestRules
{
    public static void Validate(AgentRunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequirePresent(request.Caller, "caller");
        RequirePresent(request.Limits, "limits");
        InputRules.RequireName(request.Agent, "agent name");
        InputRules.RequireText(request.Task, "task", ExecutionRules.MaxText);
        request.Limits.Validate();
    }

    private static void RequirePresent(object? value, string input)
    {
        if (value is null)
        {
            throw new InvalidInputException(input, $"'{input}' of the request is null. Leave it out for the default.");
        }
    }
}
