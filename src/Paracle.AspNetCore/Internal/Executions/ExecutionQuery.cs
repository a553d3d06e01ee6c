using System.Globalization;
using Microsoft.AspNetCore.Http;
using Paracle.AspNetCore.Internal.Paging;

namespace Paracle.AspNetCore.Internal.Executions;

/// <summary>Which executions a query asks for: <c>agent_id</c>, <c>status</c>, <c>from</c>, <c>to</c>.</summary>
internal static class ExecutionQuery
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"];

    public static ExecutionFilter Of(IQueryCollection query)
    {
        var filter = new ExecutionFilter
        {
            Target = PageQuery.Single(query, "agent_id"),
            State = PageQuery.Single(query, "status") is { } status ? ExecutionStatus.Parse(status) : null,
            From = Time(query, "from"),
            To = Time(query, "to"),
        };
        filter.Validate();
        return filter;
    }

    private static DateTimeOffset? Time(IQueryCollection query, string name)
    {
        if (PageQuery.Single(query, name) is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParseExact(
            text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new InvalidInputException(name, $"'{name}' is no time. Give it as 2026-01-31T12:00:00Z; without an offset it is UTC.");
    }
}
