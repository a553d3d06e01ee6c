using System.Runtime.CompilerServices;
using Npgsql;

namespace Paracle.Store;

/// <summary>The connections of a role, and the turn to use one. Npgsql's pool has as many, so that it is only ever asked for what it has.</summary>
internal sealed class PostgresPool : IDisposable
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly PostgresRole _role;
    private readonly PostgresStoreOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly StoreTelemetry _telemetry;
    private readonly SemaphoreSlim _turns;

    public PostgresPool(PostgresRole role, PostgresStoreOptions options, TimeProvider timeProvider, StoreTelemetry telemetry)
    {
        (_role, _options, _timeProvider, _telemetry) = (role, options, timeProvider, telemetry);
        _dataSource = PostgresDataSources.Of(role, options);
        _turns = new SemaphoreSlim(PostgresDataSources.SizeOf(role, options));
    }

    private string Name => PostgresDataSources.NameOf(_role);

    /// <summary>Waits for a turn and opens a connection: to the primary, or for the replica's role to a standby while there is one.</summary>
    /// <exception cref="UnavailableException">No turn came within the wait limit.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<PooledConnection> RentAsync(string operation, CancellationToken cancellationToken)
    {
        var asked = _timeProvider.GetTimestamp();
        if (!await _turns.WaitAsync(_options.PoolWaitTimeout, cancellationToken).ConfigureAwait(false))
        {
            _telemetry.PoolTimedOut(Name);
            throw new UnavailableException(
                $"Store operation '{operation}' failed: no connection became free within PostgresStoreOptions.PoolWaitTimeout, {_options.PoolWaitTimeout}; "
                + $"all {PostgresDataSources.SizeOf(_role, _options)} are in use. Raise MaxPoolSize, or send less at once.");
        }

        try
        {
            var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
            var begun = _timeProvider.GetTimestamp();
            _telemetry.PoolWaited(Name, _timeProvider.GetElapsedTime(asked, begun));
            return new PooledConnection(this, connection, begun);
        }
        catch
        {
            _turns.Release();
            throw;
        }
    }

    public void Return(PooledConnection connection)
    {
        _telemetry.PoolUsed(Name, _timeProvider.GetElapsedTime(connection.Begun));
        _turns.Release();
    }

    /// <summary>Closes idle connections now, those in use when they come back.</summary>
    public void Dispose() => _dataSource.Dispose(); // not the turns: connections in use give theirs back later

    private ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _dataSource is NpgsqlMultiHostDataSource hosts
        ? hosts.OpenConnectionAsync(_role == PostgresRole.Replica ? TargetSessionAttributes.PreferStandby : TargetSessionAttributes.Primary, cancellationToken)
        : _dataSource.OpenConnectionAsync(cancellationToken);
}
