using Paracle.AspNetCore.Internal.Problems;
using Paracle.AspNetCore.Internal.Runs;

namespace Paracle.AspNetCore.Internal.Executions;

/// <summary>An execution as a client gets it. Listings leave out its texts, which may be megabytes each.</summary>
internal sealed record ExecutionDocument
{
    public required ExecutionId ExecutionId { get; init; }

    public required string AgentId { get; init; }

    public required string Status { get; init; }

    public required long Version { get; init; }

    public required string Subject { get; init; }

    public string? Task { get; init; }

    public string? Result { get; init; }

    public ExecutionError? Error { get; init; }

    public required UsageDocument Usage { get; init; }

    public decimal? Cost { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public static ExecutionDocument Summary(Execution execution) => new()
    {
        ExecutionId = execution.Id,
        AgentId = execution.Target,
        Status = ExecutionStatus.Text(execution.State),
        Version = execution.Version,
        Subject = execution.Subject,
        Error = execution.ErrorCode is { } code ? new ExecutionError(code, ClientText.Of(code, execution.ErrorMessage)) : null,
        Usage = UsageDocument.Of(execution.Usage),
        Cost = execution.Cost,
        CreatedAt = execution.CreatedAt,
        StartedAt = execution.StartedAt,
        EndedAt = execution.EndedAt,
    };

    public static ExecutionDocument Full(Execution execution) => Summary(execution) with { Task = execution.Input, Result = execution.Output };
}
