namespace Paracle.Benchmarks.Stores;

/// <summary>Executions of about 310 bytes in every store: what a run of an agent leaves behind.</summary>
internal static class SampleRows
{
    public const string Target = "support-agent";
    public const string Host = "host-1/4711";
    public const decimal Cost = 0.00125m;
    public const string Input = "Summarise the open tickets of the last week and say which of them a person must look at.";
    public const string Output = "Seven tickets are open; two of them, about invoices, wait for a person.";

    private static readonly Execution Pattern = Template();

    /// <summary>What a row takes in memory before anybody stores it.</summary>
    public static long Bytes { get; } = MeasureBytes();

    /// <summary>An execution with a new id that ended well.</summary>
    public static Execution New() => At(ExecutionId.New(TimeProvider.System));

    public static Execution At(ExecutionId id) => Pattern with { Id = id };

    public static ExecutionId IdAt(DateTimeOffset time) => new(Guid.CreateVersion7(time));

    private static long MeasureBytes()
    {
        const int rows = 1_000;
        _ = New();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var row = 0; row < rows; row++)
        {
            _ = New();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / rows;
    }

    private static Execution Template()
    {
        var now = TimeProvider.System.GetUtcNow();
        return Execution.Begin(ExecutionId.New(TimeProvider.System), Caller.Local, ExecutionKind.Agent, Target, Input)
            .MoveTo(ExecutionState.Running, now).MoveTo(ExecutionState.Succeeded, now) with
        {
            Host = Host,
            Output = Output,
            Usage = new TokenUsage(180, 24),
            Cost = Cost,
        };
    }
}
