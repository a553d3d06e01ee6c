using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>Makes the partitions of executions, on the maintenance connection.</summary>
internal sealed class ExecutionMonths(IOptions<PostgresStoreOptions> options, TimeProvider timeProvider, ILogger<ExecutionMonths> logger)
{
    /// <summary>How many months after the present one are made ahead.</summary>
    public const int Ahead = 3;

    // An id outside this window comes from a clock that is wrong: no table is made for it.
    private const int MaxMonthsFromNow = 120;

    private readonly ExecutionMonthSql _sql = new(new SqlIdentifier(options.Value.Schema));

    // At the turn of a month every writer of the host misses it at once, and there is one maintenance connection.
    private readonly SingleFlight<string, bool> _flight = new();
    private volatile PostgresClient? _maintenance;

    public ExecutionMonth Present => ExecutionMonth.Of(timeProvider.GetUtcNow());

    /// <summary>Makes months over this client from now on, or none any more.</summary>
    public void Open(PostgresClient? maintenance) => _maintenance = maintenance;

    /// <summary>Makes the present month and those ahead.</summary>
    public Task EnsureAheadAsync(CancellationToken cancellationToken) => EnsureAsync([.. Present.AndNext(Ahead)], cancellationToken);

    /// <summary>Writes an execution; where its month is missing, makes that and writes again.</summary>
    /// <exception cref="InvalidInputException">The month lies more than ten years from now.</exception>
    /// <exception cref="ConfigurationException">The month is missing, and this host must not create anything.</exception>
    public async Task<ExecutionWriteOutcome> WriteAsync(Execution execution, Func<Task<ExecutionWriteOutcome>> write, CancellationToken cancellationToken)
    {
        try
        {
            return await write().ConfigureAwait(false);
        }
        catch (UnavailableException exception) when (PostgresErrors.IsMissingPartition(exception.InnerException))
        {
            await EnsureAsync([execution.CreatedAt], cancellationToken).ConfigureAwait(false);
            return await write().ConfigureAwait(false);
        }
    }

    /// <summary>Whether executions of this time can be stored: their ids come from a clock that may be right.</summary>
    public bool IsInWindow(DateTimeOffset time)
    {
        var present = timeProvider.GetUtcNow();
        return Math.Abs((12 * (time.UtcDateTime.Year - present.Year)) + time.UtcDateTime.Month - present.Month) <= MaxMonthsFromNow;
    }

    /// <exception cref="InvalidInputException">The time lies more than ten years from now.</exception>
    public void RequireWindow(DateTimeOffset time)
    {
        if (!IsInWindow(time))
        {
            throw new InvalidInputException(
                "execution id", $"The execution was created in {ExecutionMonth.Of(time).Name}, more than ten years from now. Correct the clock that its id came from.");
        }
    }

    /// <summary>Makes the months of these times that are missing.</summary>
    /// <exception cref="ConfigurationException">A month is missing, and this host must not create anything.</exception>
    public Task EnsureAsync(IReadOnlyCollection<DateTimeOffset> times, CancellationToken cancellationToken) =>
        EnsureAsync([.. times.Select(ExecutionMonth.Of).Distinct().OrderBy(month => month.Start)], cancellationToken);

    /// <summary>The months among these that have no partition.</summary>
    public async Task<IReadOnlyList<ExecutionMonth>> FindMissingAsync(
        PostgresSession session, IReadOnlyList<ExecutionMonth> months, CancellationToken cancellationToken)
    {
        var present = await session.ReadAsync(_sql.Find(months), reader => reader.GetString(0), cancellationToken).ConfigureAwait(false);
        return [.. months.Where(month => !present.Contains(month.Partition.Name, StringComparer.Ordinal))];
    }

    private Task<bool> EnsureAsync(ExecutionMonth[] months, CancellationToken cancellationToken) =>
        _maintenance is { } maintenance
            ? _flight.RunAsync(string.Join(' ', months.Select(month => month.Name)), token => MakeMissingAsync(maintenance, months, token), cancellationToken)
            : throw new ConfigurationException(
                $"Executions of {months[0].Name} have no partition, and PostgresStoreOptions.Migrations is Verify. Start one host with Apply, or keep one running.");

    private async Task<bool> MakeMissingAsync(PostgresClient maintenance, ExecutionMonth[] months, CancellationToken cancellationToken)
    {
        var missing = await maintenance.RunAsync("months.read", (session, token) => FindMissingAsync(session, months, token), cancellationToken).ConfigureAwait(false);
        if (missing.Count == 0)
        {
            return false;
        }

        var made = await maintenance.TransactAsync("months.make", isRepeatable: true, (session, token) => MakeAsync(session, months, token), cancellationToken)
            .ConfigureAwait(false);
        foreach (var month in made)
        {
            logger.MonthMade(month.Name);
        }

        return made.Count > 0;
    }

    private async Task<IReadOnlyList<ExecutionMonth>> MakeAsync(PostgresSession session, IReadOnlyList<ExecutionMonth> months, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(_sql.Lock, cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync(_sql.LimitWait, cancellationToken).ConfigureAwait(false);
        var missing = await FindMissingAsync(session, months, cancellationToken).ConfigureAwait(false); // anew, under the lock
        foreach (var month in missing)
        {
            await session.ExecuteAsync(_sql.Create(month), cancellationToken).ConfigureAwait(false);
            await session.ExecuteAsync(_sql.Attach(month), cancellationToken).ConfigureAwait(false);
        }

        return missing;
    }
}
