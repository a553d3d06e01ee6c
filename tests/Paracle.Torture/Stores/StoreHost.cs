using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Paracle.Torture.Stores;

/// <summary>A host of the store in a process of its own: producers and workers at its public ports, until its parent kills it or ends its input.</summary>
internal sealed class StoreHost(string name, int seed, string connectionString, HostReport report)
{
    /// <summary>The first argument that makes this process one.</summary>
    public const string Command = "store-host";

    /// <summary>The variable with the connection string: arguments can be read by everybody.</summary>
    public const string ConnectionVariable = "PARACLE_TORTURE_CONNECTION";

    /// <summary>The order to end producing and go on working off.</summary>
    public const string Drain = "drain";

    // 500 writes a second in two hosts, and more: a host that is killed and started again makes none meanwhile, and what it owed is forgotten with it.
    // Many and each slow: a producer waits for its own write, and a machine that is busy with other things too takes its time.
    private const int ExecutionProducers = 60;
    private const int MessageProducers = 15;
    private const int Workers = 3;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(180);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Runs the host that the arguments name.</summary>
    public static async Task RunAsync(string[] args)
    {
        var connectionString = Environment.GetEnvironmentVariable(ConnectionVariable) ?? throw new InvalidOperationException($"{ConnectionVariable} is not set.");
        using var orders = new StreamReader(Console.OpenStandardInput());
        await using var output = Console.OpenStandardOutput();
        await new StoreHost(args[1], int.Parse(args[2]), connectionString, new HostReport(output)).RunAsync(orders);
    }

    /// <summary>A store over a connection string, not yet started.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="timeout">How long it may take to connect, and a statement.</param>
    public static ServiceProvider Build(string connectionString, TimeSpan timeout) => new ServiceCollection()
        .AddParacle(paracle => paracle.UsePostgres(options =>
        {
            options.ConnectionString = connectionString;
            options.ConnectTimeout = timeout;
            options.CommandTimeout = timeout;

            // Short, so that a run sees what lost hosts left behind being closed.
            options.HostLease = TimeSpan.FromSeconds(6);
            options.HostRenewal = TimeSpan.FromSeconds(2);
            options.SweepInterval = TimeSpan.FromSeconds(2);
        }))
        .BuildServiceProvider();

    private async Task RunAsync(StreamReader orders)
    {
        using var end = new CancellationTokenSource();
        using var drain = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
        _ = Task.Run(() => ObeyAsync(orders, drain, end));
        try
        {
            await using var store = await StartAsync(end.Token);
            await ServeAsync(store, drain.Token, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The parent has seen enough.
        }
    }

    private async Task ServeAsync(ServiceProvider store, CancellationToken drain, CancellationToken end)
    {
        await using var sink = NpgsqlDataSource.Create(connectionString + ";Maximum Pool Size=4;Timeout=5;Command Timeout=5");
        var calls = new HostCalls(report);
        try
        {
            var workers = Work(store.GetRequiredService<IDurableQueue>(), new EffectSink(sink), calls, end);
            await Task.WhenAll(Produce(store, calls, drain, end));
            report.Say(HostWord.Drained);
            await Task.WhenAll(workers);
        }
        finally
        {
            await store.StopParacleAsync(CancellationToken.None);
        }
    }

    private static async Task ObeyAsync(StreamReader orders, CancellationTokenSource drain, CancellationTokenSource end)
    {
        while (await orders.ReadLineAsync() is { } order)
        {
            if (order == Drain)
            {
                await drain.CancelAsync();
            }
        }

        await end.CancelAsync();
    }

    // A host may well start while the server is away; one that could not start is thrown away.
    private async Task<ServiceProvider> StartAsync(CancellationToken end)
    {
        while (true)
        {
            var store = Build(connectionString, Timeout);
            try
            {
                await store.StartParacleAsync(end);
                report.Say(HostWord.Ready);
                return store;
            }
            catch (UnavailableException)
            {
                await store.DisposeAsync();
                report.Say(HostWord.Count, "unavailable.starts");
                await Task.Delay(Pause, TimeProvider.System, end);
            }
        }
    }

    private Task[] Work(IDurableQueue queue, EffectSink sink, HostCalls calls, CancellationToken end) =>
        [.. Enumerable.Range(0, Workers).Select(i => new LaneWorker(queue, $"{name}-{i}", sink, calls, report, Dice(i)).RunAsync(end))];

    private IEnumerable<Task> Produce(ServiceProvider store, HostCalls calls, CancellationToken drain, CancellationToken end)
    {
        var (executions, queue, identity) = (store.GetRequiredService<IExecutionStore>(), store.GetRequiredService<IDurableQueue>(), store.GetRequiredService<HostIdentity>());
        return [
            .. Enumerable.Range(0, ExecutionProducers).Select(i => new ExecutionProducer(executions, identity, calls, report, Dice(100 + i)).RunAsync(Period, drain, end)),
            .. Enumerable.Range(0, MessageProducers).Select(i => new MessageProducer(queue, identity, $"{name}-{i}", calls, report, Dice(200 + i)).RunAsync(Period, drain, end)),
        ];
    }

    private Random Dice(int number) => new(unchecked((seed * 1000) + number));
}
