namespace Paracle.Torture.Stores;

/// <summary>Brings execution after execution through Running to an end, a write at each tick, and tells its parent what was acknowledged.</summary>
internal sealed class ExecutionProducer(IExecutionStore store, HostIdentity identity, HostCalls calls, HostReport report, Random random)
{
    private const int LatePerMille = 50;

    public static TenantId Tenant { get; } = new("torture");

    private static Caller Caller { get; } = new(Tenant, "producer");

    /// <summary>What an execution that succeeded must still say after everything.</summary>
    public static string OutputOf(ExecutionId id) => $"answer of {id}";

    /// <param name="host">The host that runs it: what it leaves Running is closed once it is lost.</param>
    public static Execution Begin(string host) =>
        Execution.Begin(ExecutionId.New(TimeProvider.System), Caller, ExecutionKind.Agent, "tortured", "Go on.").MoveTo(ExecutionState.Running, Now) with { Host = host };

    public static Execution Succeed(Execution execution) => execution.MoveTo(ExecutionState.Succeeded, Now) with { Output = OutputOf(execution.Id) };

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <param name="period">The time from one write to the next.</param>
    /// <param name="drain">Ends it once what it began has ended.</param>
    /// <param name="end">Ends it at once.</param>
    public async Task RunAsync(TimeSpan period, CancellationToken drain, CancellationToken end)
    {
        var pace = new Pace(period);
        while (!drain.IsCancellationRequested)
        {
            await pace.WaitAsync(end);
            if (await RunOneAsync(pace, end) is { } ended && random.Next(1000) < LatePerMille)
            {
                await WriteTooLateAsync(ended, end);
            }
        }
    }

    // Null when the other hosts took this one for lost, as after an outage that outlasts its lease, and closed the execution.
    private async Task<Execution?> RunOneAsync(Pace pace, CancellationToken end)
    {
        var execution = Begin(identity.Name);
        var isOurs = await WriteAsync(execution, end);
        foreach (var next in NextStates().TakeWhile(_ => isOurs))
        {
            await pace.WaitAsync(end);
            execution = next == ExecutionState.Succeeded ? Succeed(execution) : execution.MoveTo(next, Now);
            isOurs = await WriteAsync(execution, end);
        }

        return isOurs ? execution : null;
    }

    private ExecutionState[] NextStates() => random.Next(4) switch
    {
        0 => [ExecutionState.AwaitingApproval, ExecutionState.Running, ExecutionState.Succeeded],
        1 => [ExecutionState.Failed],
        _ => [ExecutionState.Succeeded],
    };

    private async Task<bool> WriteAsync(Execution execution, CancellationToken end)
    {
        report.Say(HostWord.Tried, execution.Id, execution.Version, execution.State);
        var (outcome, isRepeated) = await calls.UntilAnsweredAsync(() => store.WriteAsync(execution, end), end);
        if (outcome == ExecutionWriteOutcome.Superseded && await IsClosedAsync(execution, end))
        {
            report.Say(HostWord.Count, "given_up");
            return false;
        }

        if (outcome == ExecutionWriteOutcome.Superseded && !isRepeated)
        {
            report.Say(HostWord.Broken, $"version {execution.Version} of {execution.Id}, {execution.State}, was superseded by nobody");
        }

        report.Say(HostWord.Stored, execution.Id, execution.Version, execution.State);
        return true;
    }

    private async Task<bool> IsClosedAsync(Execution execution, CancellationToken end)
    {
        var (stored, _) = await calls.UntilAnsweredAsync(() => store.FindAsync(Tenant, execution.Id, end), end);
        return stored?.ErrorCode == ErrorCodes.HostLost;
    }

    // What a host does that hung and woke up: an end that has been acknowledged must not notice.
    private async Task WriteTooLateAsync(Execution ended, CancellationToken end)
    {
        var late = ended with { State = ExecutionState.Running, EndedAt = null, Output = null, Version = ended.Version + random.Next(-1, 3) };
        var (outcome, _) = await calls.UntilAnsweredAsync(() => store.WriteAsync(late, end), end);
        report.Say(HostWord.Count, "late");
        if (outcome == ExecutionWriteOutcome.Applied)
        {
            report.Say(HostWord.Broken, $"a late Running of version {late.Version} was applied to {ended.Id}, which had ended at {ended.Version}");
        }
    }
}
