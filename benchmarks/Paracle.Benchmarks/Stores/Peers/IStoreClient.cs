namespace Paracle.Benchmarks.Stores.Peers;

/// <summary>One way from .NET to the table of executions.</summary>
internal interface IStoreClient
{
    string Name { get; }

    /// <summary>The most connections it opens.</summary>
    int Connections { get; }

    ValueTask ReadAsync(ExecutionId id);

    ValueTask InsertAsync(Execution execution);
}
