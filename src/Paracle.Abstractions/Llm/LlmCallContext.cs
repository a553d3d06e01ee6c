namespace Paracle;

/// <summary>Who a model call is for, and what it opted in to. Travels in <c>ChatOptions.AdditionalProperties</c>; never reaches the wire.</summary>
public sealed record LlmCallContext
{
    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The subject the call is made for, or null for the host itself.</summary>
    public string? Subject { get; init; }

    /// <summary>The agent that makes the call, or null outside a run.</summary>
    public string? Agent { get; init; }

    /// <summary>The execution the call belongs to, or null outside a run.</summary>
    public ExecutionId? Execution { get; init; }

    /// <summary>Whether an answer may come from a response cache, where the client has one, though the temperature is not 0. Default false.</summary>
    public bool AllowCaching { get; init; }

    /// <summary>Whether the prompt may be sent together with others of the tenant, where the client batches. Default false.</summary>
    public bool AllowBatching { get; init; }

    /// <summary>When the caller stops waiting, UTC; null for no deadline. A chat call of the catalog's clients then ends as if its caller had left, in a
    /// <see cref="LimitExceededException"/> with <see cref="ErrorCodes.TimeLimit"/>. A wait for a rate limit, or that a provider asks for, is not begun if it
    /// would last longer.</summary>
    public DateTimeOffset? Deadline { get; init; }
}
