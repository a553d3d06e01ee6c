using Npgsql;
using Paracle.Benchmarks.Load;
using Paracle.Benchmarks.Stores.Peers;

namespace Paracle.Benchmarks.Stores;

/// <summary>The store and its peers beside each other on one way to the database, at every number of callers.</summary>
internal sealed class PeerContest(StoreDatabase database, StorePace pace)
{
    public const string Ours = ParacleClient.ClientName;

    public static readonly string[] Peers = [Ours, NpgsqlClient.ClientName, "Dapper", "EF Core", PgBench.Name];

    /// <param name="table">Where the figures go.</param>
    /// <param name="route">The way to the database.</param>
    /// <param name="operation">What a client does.</param>
    /// <param name="script">The same for pgbench.</param>
    /// <param name="prepareAsync">Runs before each number of callers.</param>
    public async Task RunAsync(StoreTable table, Route route, Func<IStoreClient, ValueTask> operation, string script, Func<Task> prepareAsync)
    {
        var cancelled = pace.Session.Cancelled;
        await using var store = await database.OpenStoreAsync(route, StoreDatabase.Schema, cancelled);
        await using var dataSource = database.OpenPeers(route);
        foreach (var callers in pace.CrowdsOn(route))
        {
            await prepareAsync();
            var clients = Clients(store, dataSource, callers);
            var loop = pace.Loop(callers, database.ServerTime);
            var pgBenchClients = Math.Min(callers, StoreDatabase.PeerConnections);
            var figures = await Turns.CompareAsync(
                pace.Rounds,
                [
                    .. clients.Select<IStoreClient, Func<Task<LoadFigures>>>(client => () => loop.RunAsync(new Peer(client.Name, () => operation(client)))),
                    () => database.PgBench.RunAsync(route, pgBenchClients, script, cancelled),
                ]);
            for (var i = 0; i < clients.Length; i++)
            {
                table.Add(route, callers, clients[i].Name, clients[i].Connections, figures[i]);
            }

            table.Add(route, callers, PgBench.Name, pgBenchClients, figures[^1]);
        }
    }

    private static IStoreClient[] Clients(OpenStore store, NpgsqlDataSource dataSource, int callers)
    {
        var connections = Math.Min(callers, StoreDatabase.PeerConnections);
        return
        [
            new ParacleClient(store.Executions),
            new NpgsqlClient(dataSource, StoreDatabase.Schema, connections),
            new DapperClient(dataSource, StoreDatabase.Schema, connections),
            new EntityClient(dataSource, connections),
        ];
    }
}
