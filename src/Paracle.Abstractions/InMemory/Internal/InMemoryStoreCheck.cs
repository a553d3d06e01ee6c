namespace Paracle;

/// <summary>Says what a store in memory does not promise.</summary>
internal sealed class InMemoryStoreCheck : IStoreCheck
{
    private static readonly StoreFinding[] Findings =
    [
        new(
            StoreFindingSeverity.Warning,
            "The store is in memory: agents, executions and the journal are gone when the process ends, and no other host sees them.",
            "Call UseSqlite or UsePostgres instead of UseInMemory."),
    ];

    public string Name => "memory.durability";

    public ValueTask<IReadOnlyList<StoreFinding>> CheckAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<StoreFinding>>(Findings);
    }
}
