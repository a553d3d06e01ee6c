using System.Runtime.CompilerServices;
using Npgsql;

namespace Paracle.Store;

/// <summary>A connection for one use, and its turn.</summary>
internal readonly struct PooledConnection(PostgresPool pool, NpgsqlConnection connection, long begun) : IAsyncDisposable
{
    public NpgsqlConnection Connection => connection;

    /// <summary>When the use began, as a timestamp.</summary>
    public long Begun => begun;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            pool.Return(this);
        }
    }
}
