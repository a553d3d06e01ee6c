using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>The months that executions may be written to, made on the maintenance connection.</summary>
internal sealed class ExecutionMonths(
    IOptions<PostgresStoreOptions> options, TimeProvider timeProvider, PartitionTelemetry telemetry, ILogger<ExecutionMonths> logger)
{
    // An id outside this window comes from a clock that is wrong: no table is made for it.
    private const int MaxMonthsFromNow = 120;

    private readonly PartitionTable _table = new(new SqlIdentifier(options.Value.Schema));

    // At the turn of a month every writer of the host misses it at once.
    private readonly SingleFlight<string, bool> _flight = new();
    private volatile PostgresClient? _maintenance;

    public ExecutionMonth Present => ExecutionMonth.Of(timeProvider.GetUtcNow());

    private TimeSpan? Retention => options.Value.Partitions.Retention;

    /// <summary>Makes months over this client from now on, or none any more.</summary>
    public void Open(PostgresClient? maintenance) => _maintenance = maintenance;

    /// <summary>Makes the present month and those ahead.</summary>
    public Task EnsureAheadAsync(CancellationToken cancellationToken) =>
        EnsureAsync([.. Present.AndNext(options.Value.Partitions.MonthsAhead)], cancellationToken);

    /// <summary>Makes those months of these executions that are missing.</summary>
    /// <exception cref="InvalidInputException">A month lies outside the window.</exception>
    /// <exception cref="ConfigurationException">A month is missing, and this host must not create anything.</exception>
    public Task EnsureAsync(IReadOnlyCollection<DateTimeOffset> createdAt, CancellationToken cancellationToken)
    {
        foreach (var time in createdAt)
        {
            RequireWindow(time);
        }

        return EnsureAsync([.. createdAt.Select(ExecutionMonth.Of).Distinct().OrderBy(month => month.Start)], cancellationToken);
    }

    /// <summary>Whether an execution of that time can be there: within ten years of now, and in a month that retention has not ended.</summary>
    public bool IsInWindow(DateTimeOffset createdAt) => IsNear(ExecutionMonth.Of(createdAt)) && !IsEnded(ExecutionMonth.Of(createdAt));

    /// <exception cref="InvalidInputException">The time lies outside the window.</exception>
    public void RequireWindow(DateTimeOffset createdAt)
    {
        var month = ExecutionMonth.Of(createdAt);
        if (!IsNear(month))
        {
            throw new InvalidInputException("execution id", $"The execution was created in {month.Name}, more than ten years from now. Correct the clock that its id came from.");
        }

        if (IsEnded(month))
        {
            throw new InvalidInputException(
                "execution id", $"The execution was created in {month.Name}, which PostgresPartitionOptions.Retention, {Retention}, has ended. Keep executions for longer, or drop this one.");
        }
    }

    /// <summary>The months among these that have no partition.</summary>
    public async Task<IReadOnlyList<ExecutionMonth>> FindMissingAsync(
        PostgresSession session, IReadOnlyList<ExecutionMonth> months, CancellationToken cancellationToken)
    {
        var attached = await _table.ReadAttachedAsync(session, cancellationToken).ConfigureAwait(false);
        return [.. months.Where(month => !attached.Exists(partition => partition.Covers(month)))];
    }

    /// <summary>Makes those of the months that are missing.</summary>
    public async Task MakeAsync(PostgresClient maintenance, IReadOnlyList<ExecutionMonth> months, CancellationToken cancellationToken)
    {
        var made = await maintenance.TransactAsync(
            "partitions.make", isRepeatable: true, (session, token) => _table.MakeAsync(session, months, token), cancellationToken).ConfigureAwait(false);
        foreach (var month in made)
        {
            telemetry.Made();
            logger.MonthMade(month.Name);
        }
    }

    private Task<bool> EnsureAsync(ExecutionMonth[] months, CancellationToken cancellationToken) =>
        _maintenance is { } maintenance
            ? _flight.RunAsync(string.Join(' ', months.Select(month => month.Name)), token => EnsureAsync(maintenance, months, token), cancellationToken)
            : throw new ConfigurationException(
                $"Executions of {string.Join(", ", months.Select(month => month.Name))} have no partition, and PostgresStoreOptions.Migrations is Verify. "
                + "Start one host with Apply, or keep one running.");

    private async Task<bool> EnsureAsync(PostgresClient maintenance, ExecutionMonth[] months, CancellationToken cancellationToken)
    {
        var missing = await maintenance.RunAsync("partitions.read", (session, token) => FindMissingAsync(session, months, token), cancellationToken).ConfigureAwait(false);
        if (missing.Count > 0)
        {
            await MakeAsync(maintenance, missing, cancellationToken).ConfigureAwait(false);
        }

        return missing.Count > 0;
    }

    private bool IsNear(ExecutionMonth month) => Math.Abs(month.Since(Present)) <= MaxMonthsFromNow;

    private bool IsEnded(ExecutionMonth month) => Retention is { } retention && month.Next.Start <= timeProvider.GetUtcNow() - retention;
}
