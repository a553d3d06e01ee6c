using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Paracle.Benchmarks.Queues;

/// <summary>A started store and what the cases do with it.</summary>
internal sealed class OpenJournal : IAsyncDisposable
{
    private const int Keys = 1000;

    private readonly ServiceProvider _provider;
    private readonly NpgsqlDataSource _byHand;
    private readonly byte[] _payload = new byte[200];
    private readonly string _input = new('x', 200);
    private long _messages;

    private OpenJournal(ServiceProvider provider, NpgsqlDataSource byHand) => (_provider, _byHand) = (provider, byHand);

    public IDurableQueue Queue => _provider.GetRequiredService<IDurableQueue>();

    public string QueueName { get; private set; } = "benchmark";

    public static async Task<OpenJournal> StartAsync(string connectionString, CancellationToken cancellationToken)
    {
        var provider = new ServiceCollection()
            .AddLogging()
            .AddParacle(paracle => paracle.UsePostgres(postgres => postgres.ConnectionString = $"{connectionString};Max Auto Prepare=20"))
            .Configure<DurableQueueOptions>(options => options.Capacity = 100_000_000)
            .BuildServiceProvider();
        await provider.StartParacleAsync(cancellationToken);
        var byHand = NpgsqlDataSource.Create($"{connectionString};Max Auto Prepare=20");
        await using var command = byHand.CreateCommand("CREATE TABLE by_hand (LIKE paracle.queue_items INCLUDING ALL)");
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new OpenJournal(provider, byHand);
    }

    /// <summary>Goes on with a queue that nothing waits in.</summary>
    public void NextQueue() => QueueName = $"benchmark-{Guid.NewGuid():N}";

    public async ValueTask WriteAsync() => await _provider.GetRequiredService<IExecutionStore>().WriteAsync(Execution(), CancellationToken.None);

    public ValueTask AppendAsync() => Queue.AppendAsync([Message()], CancellationToken.None);

    public ValueTask AppendAsync(int messages) => Queue.AppendAsync([.. Enumerable.Range(0, messages).Select(_ => Message())], CancellationToken.None);

    public async ValueTask AppendWithExecutionAsync() => await Queue.AppendAsync(Execution(), [Message()], CancellationToken.None);

    public async ValueTask InsertByHandAsync(int rows)
    {
        await using var command = _byHand.CreateCommand("""
            INSERT INTO by_hand (queue, lane, tenant, key, key_hash, idempotency_key, effect_hash, payload, appended_at, due_at)
            SELECT queue, lane, tenant, key, key_hash, idempotency_key, effect_hash, payload, $9, $9 FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
              AS message (queue, lane, tenant, key, key_hash, idempotency_key, effect_hash, payload)
            """);
        var messages = Enumerable.Range(0, rows).Select(_ => Message()).ToList();
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. messages.Select(message => message.Queue)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. messages.Select(message => QueueLanes.LaneOf(message.Tenant, message.Key, 16))] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. messages.Select(message => message.Tenant.Value)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. messages.Select(message => message.Key)] });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. messages.Select(message => Hash(message.Key))] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. messages.Select(message => message.IdempotencyKey)] });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. messages.Select(message => Hash(message.IdempotencyKey))] });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. messages.Select(message => message.Payload.ToArray())] });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = TimeProvider.System.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _byHand.DisposeAsync();
        await _provider.StopParacleAsync();
        await _provider.DisposeAsync();
    }

    private static byte[] Hash(string text) => System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text));

    private Execution Execution() => Paracle.Execution
        .Begin(ExecutionId.New(TimeProvider.System), new Caller(TenantId.Default, "benchmark"), ExecutionKind.Agent, "writer", _input)
        .MoveTo(ExecutionState.Running, TimeProvider.System.GetUtcNow());

    private QueueMessage Message()
    {
        var number = Interlocked.Increment(ref _messages);
        return new QueueMessage
        {
            Queue = QueueName,
            Tenant = TenantId.Default,
            Key = (number % Keys).ToString(CultureInfo.InvariantCulture),
            IdempotencyKey = number.ToString(CultureInfo.InvariantCulture),
            Payload = _payload,
        };
    }
}
