using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>The writers, each with a batch under way at any time. All writes of an execution go to one of them, and so are committed in their order.</summary>
internal sealed class ExecutionWriters
{
    // A parameter of PostgreSQL holds at most 1 GiB; far below that a batch gains nothing any more.
    private const long MaxCharacters = 16 * 1024 * 1024;

    private readonly ExecutionWriter[] _writers;
    private readonly BufferedExecutions? _buffer;

    public ExecutionWriters(
        IOptions<PostgresStoreOptions> options,
        PostgresDatabase database,
        ExecutionMonths months,
        TimeProvider timeProvider,
        StoreTelemetry telemetry,
        ILogger<ExecutionWriters> logger)
    {
        var settings = options.Value;
        var bounds = new BatcherOptions<Execution>
        {
            Capacity = settings.WriteCapacity,
            Overflow = settings.WriteOverflow,
            MaxBatchSize = settings.MaxWriteBatchSize,
            MaxBatchWeight = MaxCharacters,
            Weight = static execution => execution.Input.Length + (execution.Output?.Length ?? 0) + (execution.ErrorMessage?.Length ?? 0),
            DrainTimeout = settings.DrainTimeout,
        };
        _writers = [.. Enumerable.Range(0, Math.Min(settings.Writers, settings.MaxPoolSize)).Select(_ => new ExecutionWriter(database, months, bounds, timeProvider, telemetry.Writes))];
        _buffer = settings.ExecutionWrites == PostgresWriteMode.Buffered ? new BufferedExecutions(settings, WriteDurablyAsync, timeProvider, telemetry, logger) : null;
    }

    public ValueTask<ExecutionWriteOutcome> WriteAsync(Execution execution, CancellationToken cancellationToken) =>
        _buffer is null ? WriteDurablyAsync(execution, cancellationToken) : _buffer.WriteAsync(execution, cancellationToken);

    /// <summary>Writes what waits, within the drain limit and the token's patience.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_writers.Select(writer => writer.StopAsync(cancellationToken))).ConfigureAwait(false);
        await (_buffer?.StopAsync() ?? Task.CompletedTask).ConfigureAwait(false);
    }

    private ValueTask<ExecutionWriteOutcome> WriteDurablyAsync(Execution execution, CancellationToken cancellationToken) =>
        _writers[(uint)execution.Id.Value.GetHashCode() % (uint)_writers.Length].WriteAsync(execution, cancellationToken);
}
