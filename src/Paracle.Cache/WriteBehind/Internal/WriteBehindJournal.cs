namespace Paracle.Cache.Internal;

/// <summary>One write-behind: its journal, and how it is used.</summary>
/// <param name="Name">The name of the write-behind.</param>
/// <param name="Queue">The journal.</param>
/// <param name="Options">The settings.</param>
/// <param name="TimeProvider">The clock.</param>
internal sealed record WriteBehindJournal(string Name, IDurableQueue Queue, WriteBehindOptions Options, TimeProvider TimeProvider)
{
    /// <summary>The queue in the journal: a host's own queues have other names.</summary>
    public string QueueName { get; } = QueueOf(Name);

    public static string QueueOf(string name) => InputRules.RequireName($"write-behind.{InputRules.RequireName(name, "write-behind name")}", "write-behind name");

    public DurableQueueWorkerOptions WorkerOptions() => new()
    {
        MaxLanes = Options.MaxLanes,
        MaxBatch = Options.BatchSize,
        Linger = Options.FlushInterval,
        LeaseDuration = Options.LeaseDuration,
        MaxAttempts = Options.MaxAttempts,
        MinBackoff = Options.MinBackoff,
        MaxBackoff = Options.MaxBackoff,
        MaxPoll = Options.PollInterval,
        DrainTimeout = Options.DrainTimeout,
    };
}
