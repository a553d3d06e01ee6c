using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>The writers, each with a batch under way at any time. All writes of an execution go to one of them, and so are committed in their order.</summary>
internal sealed class ExecutionWriters
{
    // A parameter of PostgreSQL holds at most 1 GiB; far below that a batch gains nothing any more.
    private const long MaxCharacters = 16 * 1024 * 1024;

    private readonly BatcherOptions<Execution> _bounds;
    private readonly Func<ExecutionWriter> _create;
    private readonly int _count;
    private readonly BufferedExecutions? _buffer;
    private volatile ExecutionWriter[] _writers = [];

    public ExecutionWriters(
        IOptions<PostgresStoreOptions> options,
        PostgresDatabase database,
        ExecutionMonths months,
        TimeProvider timeProvider,
        StoreTelemetry telemetry,
        ILogger<ExecutionWriters> logger)
    {
        var settings = options.Value;
        _count = Math.Min(settings.Writers, settings.MaxPoolSize);
        _bounds = new BatcherOptions<Execution>
        {
            Capacity = settings.WriteCapacity,
            Overflow = settings.WriteOverflow,
            MaxBatchSize = settings.MaxWriteBatchSize,
            MaxBatchWeight = MaxCharacters,
            Weight = static execution => execution.Input.Length + (execution.Output?.Length ?? 0) + (execution.ErrorMessage?.Length ?? 0),
            DrainTimeout = settings.DrainTimeout,
        };
        _create = () => new ExecutionWriter(database, months, _bounds, timeProvider, telemetry.Writes);
        _buffer = settings.ExecutionWrites == PostgresWriteMode.Buffered ? new BufferedExecutions(settings, WriteDurablyAsync, timeProvider, telemetry, logger) : null;
    }

    /// <summary>Makes the writers; those of an earlier start have stopped for good.</summary>
    public void Start()
    {
        _writers = [.. Enumerable.Range(0, _count).Select(_ => _create())];
        _buffer?.Open(true);
    }

    public ValueTask<ExecutionWriteOutcome> WriteAsync(Execution execution, CancellationToken cancellationToken) =>
        _buffer is null ? WriteDurablyAsync(execution, cancellationToken) : _buffer.WriteAsync(execution, cancellationToken);

    /// <summary>Writes what waits, within the drain limit and the token's patience.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _buffer?.Open(false);
        await Task.WhenAll(_writers.Select(writer => writer.StopAsync(cancellationToken))).ConfigureAwait(false);
        await (_buffer?.DrainAsync() ?? Task.CompletedTask).ConfigureAwait(false);
    }

    private ValueTask<ExecutionWriteOutcome> WriteDurablyAsync(Execution execution, CancellationToken cancellationToken)
    {
        var writers = _writers;
        return writers[(uint)execution.Id.Value.GetHashCode() % (uint)writers.Length].WriteAsync(execution, cancellationToken);
    }
}
