namespace Paracle;

/// <summary>One run of an agent or a workflow, as stored. Make it with <see cref="Begin"/> and change it with <see cref="MoveTo"/> only.</summary>
public sealed record Execution
{
    /// <summary>The id; it holds <see cref="CreatedAt"/>.</summary>
    public required ExecutionId Id { get; init; }

    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The subject who asked for the run.</summary>
    public required string Subject { get; init; }

    /// <summary>What is run.</summary>
    public required ExecutionKind Kind { get; init; }

    /// <summary>The name of the agent or workflow.</summary>
    public required string Target { get; init; }

    /// <summary>The state.</summary>
    public required ExecutionState State { get; init; }

    /// <summary>Counts states, from 1, and only grows. A store keeps the highest.</summary>
    public required long Version { get; init; }

    /// <summary>The task given to the run.</summary>
    public required string Input { get; init; }

    /// <summary>The answer, once Succeeded.</summary>
    public string? Output { get; init; }

    /// <summary>One of <see cref="ErrorCodes"/>, once Failed, Cancelled or TimedOut.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The reason in words that hold nothing secret, once Failed, Cancelled or TimedOut.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The tokens spent so far.</summary>
    public TokenUsage Usage { get; init; }

    /// <summary>What the tokens cost, in the currency of the host's price list; null when there is no price.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The host process that runs it, or null before one does. Tells orphans from live runs.</summary>
    public string? Host { get; init; }

    /// <summary>When it first became Running, UTC, to the millisecond.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it reached its terminal state, UTC, to the millisecond.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it was created, UTC, to the millisecond: the time inside <see cref="Id"/>.</summary>
    public DateTimeOffset CreatedAt => Id.CreatedAt;

    /// <summary>Makes a Pending execution of version 1.</summary>
    /// <param name="id">A new id.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="kind">What is run.</param>
    /// <param name="target">The name of the agent or workflow.</param>
    /// <param name="input">The task.</param>
    /// <returns>The execution.</returns>
    public static Execution Begin(ExecutionId id, Caller caller, ExecutionKind kind, string target, string input) => new()
    {
        Id = id,
        Tenant = caller.Tenant,
        Subject = caller.Subject,
        Kind = kind,
        Target = target,
        State = ExecutionState.Pending,
        Version = 1,
        Input = input,
        Usage = TokenUsage.None,
    };

    /// <summary>The execution in its next state, one version on, with its start or end time set.</summary>
    /// <param name="state">The next state.</param>
    /// <param name="now">The time; kept to the millisecond, which every store can hold.</param>
    /// <returns>The changed execution; this one stays as it is.</returns>
    /// <exception cref="ConflictException">The state may not follow the present one.</exception>
    public Execution MoveTo(ExecutionState state, DateTimeOffset now)
    {
        if (!ExecutionTransitions.CanMove(State, state))
        {
            throw new ConflictException($"Execution {Id} is {State} and cannot become {state}. Read it again.") { ExecutionId = Id };
        }

        var at = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        return this with
        {
            State = state,
            Version = Version + 1,
            StartedAt = state == ExecutionState.Running ? StartedAt ?? at : StartedAt,
            EndedAt = state.IsTerminal() ? at : null,
        };
    }
}
