using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>Connects, brings the schema up to date and opens the store before what uses it starts; closes it after.</summary>
internal sealed class PostgresStoreService(
    IOptions<PostgresStoreOptions> options,
    PostgresConnections connections,
    PostgresDatabase database,
    IPostgresMigrations migrations,
    MaintenanceConnections maintenance,
    ExecutionMonths months,
    ExecutionWriters writers,
    CoalescedReads reads,
    QueueAppender appender,
    QueueListener listener,
    PostgresHost host,
    PartitionMaintainer maintainer,
    PostgresBudgetCheck budget,
    ILogger<PostgresStoreService> logger) : IParacleService, IDisposable
{
    private PostgresPool? _service;
    private PostgresPool? _replica;

    public int Order => 0;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Dispose(); // of a start that failed
        var settings = options.Value;
        var service = connections.Client(_service = connections.Open(PostgresRole.Service), StatementLimit.OfCommands(settings));
        if (settings.Migrations == PostgresMigrationMode.Apply)
        {
            await migrations.ApplyAsync(cancellationToken).ConfigureAwait(false);
            months.Open(maintenance.Brief);
            await months.EnsureAheadAsync(cancellationToken).ConfigureAwait(false);
        }

        await VerifyAsync(service, settings.Migrations, cancellationToken).ConfigureAwait(false);
        await PostgresRoute.VerifyAsync(service, settings, logger, cancellationToken).ConfigureAwait(false);
        await ConnectionBudget.VerifyAsync(service, settings, cancellationToken).ConfigureAwait(false);
        writers.Start();
        database.Open(service, OpenReplica(settings));
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        await CompareBudgetAsync(cancellationToken).ConfigureAwait(false);
        logger.Opened(database.Schema.Name, PostgresMigration.All[^1].Id);
        if (settings.Migrations == PostgresMigrationMode.Apply)
        {
            maintainer.Start();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(writers.StopAsync(cancellationToken), appender.StopAsync(cancellationToken), reads.StopAsync(cancellationToken)).ConfigureAwait(false);
            await maintainer.StopAsync(cancellationToken).ConfigureAwait(false);
            await host.StopAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Takes no more work. Idle connections close now, those in use when their call ends.</summary>
    public void Dispose()
    {
        host.Dispose();
        listener.Dispose();
        database.Close();
        maintainer.Dispose();
        months.Open(null);
        maintenance.Close();
        Interlocked.Exchange(ref _replica, null)?.Dispose();
        if (Interlocked.Exchange(ref _service, null) is { } service)
        {
            service.Dispose();
            logger.Closed();
        }
    }

    // Also after migrating: that the service's own connection works, and leads to the same place, must show now and not at the first request.
    private async Task VerifyAsync(PostgresClient service, PostgresMigrationMode mode, CancellationToken cancellationToken)
    {
        var pending = await service.RunAsync("migrations.read", (session, token) => PostgresSchema.GetPendingAsync(session, database.Schema, token), cancellationToken)
            .ConfigureAwait(false);
        if (pending.Count > 0)
        {
            throw new ConfigurationException(
                $"The schema '{database.Schema.Name}' lacks {pending.Count} migrations, from {pending[0].Id} ({pending[0].Name}) on. "
                + (mode == PostgresMigrationMode.Verify
                    ? "PostgresStoreOptions.Migrations is Verify: start one host with Apply."
                    : "They were applied elsewhere: let PostgresStoreOptions.ConnectionString and MaintenanceConnectionString name the same database."));
        }
    }

    // Other hosts may go soon, in a rolling update for example: too many together is a warning.
    private async Task CompareBudgetAsync(CancellationToken cancellationToken)
    {
        foreach (var finding in await budget.CheckAsync(cancellationToken).ConfigureAwait(false))
        {
            logger.BudgetExceeded(finding.Message, finding.Remedy);
        }
    }

    // Not asked at the start: a standby that is away must not keep the host from starting.
    private PostgresClient? OpenReplica(PostgresStoreOptions settings) =>
        settings.ReplicaConnectionString is null ? null : connections.Client(_replica = connections.Open(PostgresRole.Replica), StatementLimit.OfCommands(settings));
}
