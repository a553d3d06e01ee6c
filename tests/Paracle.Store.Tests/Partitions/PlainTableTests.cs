using System.Text.RegularExpressions;
using Npgsql;
using Paracle.Testing;

namespace Paracle.Store.Tests;

/// <summary>The statements of docs/store-partitions.md that make a partition of a plain table.</summary>
public sealed class PlainTableTests : IAsyncLifetime
{
    private const string Columns = "created_at, id, version, state, kind, tenant, target, subject, input";

    private readonly TestSchema _schema = new(); // one for each test
    private readonly string _legacy = $"legacy_{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static ExecutionMonth Bound => ExecutionMonth.Of(Now).Next.Next;

    public async ValueTask InitializeAsync()
    {
        await using var store = TestStore.Create(_schema);
        await store.Get<IPostgresMigrations>().ApplyAsync(Token);
        await Sql.ExecuteAsync($"CREATE SCHEMA {_legacy}");
    }

    public async ValueTask DisposeAsync()
    {
        await Sql.ExecuteAsync($"DROP SCHEMA IF EXISTS {_legacy} CASCADE");
        await _schema.DisposeAsync();
    }

    [Fact]
    public async Task Convert_TableOfTheSameColumnsThatIsWritten_LosesNothingAndFailsNoWrite()
    {
        await Sql.ExecuteAsync($"""
            CREATE TABLE {_legacy}.executions (LIKE {_schema.Name}.executions);
            ALTER TABLE {_legacy}.executions ADD CONSTRAINT executions_pkey PRIMARY KEY (id)
            """);
        var old = await InsertAsync(Now.AddMonths(-20));
        using var stop = new CancellationTokenSource();
        var written = 0;
        var writing = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await InsertAsync(Now);
                    Interlocked.Increment(ref written);
                }
            },
            Token);
        await Waiting.UntilAsync(() => Volatile.Read(ref written) > 0);
        foreach (var statement in Block("NOT VALID"))
        {
            await Sql.ExecuteAsync(statement);
        }

        await ChangePlacesAsync(string.Join(";\n", Block("SET LOCAL lock_timeout")));
        var before = Volatile.Read(ref written);
        await Waiting.UntilAsync(() => Volatile.Read(ref written) > before);

        await using var store = await TestStore.StartAsync(_schema);
        (await store.Executions.WriteAsync(Samples.Execution(), Token)).ShouldBe(ExecutionWriteOutcome.Applied);
        await stop.CancelAsync();
        await writing;
        (await store.Executions.FindAsync(TenantId.Default, old, Token)).ShouldNotBeNull();
        (await Sql.QueryAsync($"SELECT count(*) FROM {_schema.Name}.executions")).ShouldBe([$"{written + 2}"]);
        await ShouldBeLookedAfterAsync(store);
    }

    [Fact]
    public async Task Convert_TableOfOtherColumns_IsCopiedAndFoundByItsNewIds()
    {
        await Sql.ExecuteAsync($"""
            CREATE TABLE {_legacy}.executions (
              id uuid PRIMARY KEY, agent text, user_id text, status text, input text, output text, created_at timestamptz, finished_at timestamptz);
            INSERT INTO {_legacy}.executions
            SELECT gen_random_uuid(), 'writer', 'someone', 'completed', 'in', 'out', '2026-03-01 12:00:00.123456+00'::timestamptz + n * interval '1 hour', now()
            FROM generate_series(1, 500) AS n
            """);
        foreach (var statement in Block("md5"))
        {
            await Sql.ExecuteAsync(statement);
        }

        await using var store = await TestStore.StartAsync(_schema);
        var page = await store.Executions.ListAsync(TenantId.Default, ExecutionFilter.All, PageRequest.First, Token);
        var found = (await store.Executions.FindAsync(TenantId.Default, page.Items[0].Id, Token)).ShouldNotBeNull();
        found.State.ShouldBe(ExecutionState.Succeeded);
        found.CreatedAt.Millisecond.ShouldBe(123);
        (await Sql.QueryAsync($"SELECT count(DISTINCT id) FROM {_schema.Name}.executions")).ShouldBe(["500"]);
        await ShouldBeLookedAfterAsync(store);
    }

    private async Task ShouldBeLookedAfterAsync(TestStore store)
    {
        await Waiting.UntilAsync(async () => (await store.Get<IPostgresMaintenance>().PlanAsync(Token)).Count == 0);
        (await Sql.QueryAsync($"SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = '{_schema.Name}.executions'::regclass ORDER BY 1"))
            .ShouldBe([.. Bound.AndNext(1).Select(month => month.Partition.Name), "executions_before"]);
        (await Sql.QueryAsync($"SELECT count(*) FROM pg_index JOIN pg_inherits ON inhrelid = indexrelid WHERE indrelid = '{_schema.Name}.executions_before'::regclass AND indisvalid"))
            .ShouldBe(["3"]);
        (await Sql.QueryAsync($"SELECT count(*) FROM pg_index WHERE indrelid = '{_schema.Name}.executions_before'::regclass")).ShouldBe(["3"], "none was built under a lock");
        foreach (var check in store.All<IStoreCheck>())
        {
            (await check.CheckAsync(Token)).ShouldBeEmpty(check.Name);
        }
    }

    // As the page says: given up after a moment, and run again.
    private static async Task ChangePlacesAsync(string script)
    {
        while (true)
        {
            try
            {
                await Sql.ExecuteAsync(script);
                return;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                await Task.Yield();
            }
        }
    }

    private async Task<ExecutionId> InsertAsync(DateTimeOffset createdAt)
    {
        var execution = Samples.Execution(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(createdAt));
        await Sql.ExecuteAsync($"""
            INSERT INTO {_legacy}.executions ({Columns})
            VALUES ('{execution.CreatedAt:O}', '{execution.Id}', 1, 1, 0, '{execution.Tenant.Value}', 'writer', 'someone', 'in')
            """);
        return execution.Id;
    }

    /// <summary>The block of the page that holds a phrase, in this test's schemas and with this day's bound.</summary>
    private string[] Block(string phrase)
    {
        var blocks = Regex.Matches(File.ReadAllText(PathOf("docs/store-partitions.md")), "```sql\n(?<sql>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, Waiting.Limit);
        var sql = blocks.Select(block => block.Groups["sql"].Value).Single(sql => sql.Contains(phrase, StringComparison.Ordinal))
            .Replace("2027-01-01 00:00:00+00", $"{Bound.Start:yyyy-MM-dd} 00:00:00+00", StringComparison.Ordinal)
            .Replace("legacy.", $"{_legacy}.", StringComparison.Ordinal)
            .Replace("paracle.", $"{_schema.Name}.", StringComparison.Ordinal)
            .Replace("SET SCHEMA paracle", $"SET SCHEMA {_schema.Name}", StringComparison.Ordinal);
        return sql.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static string PathOf(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Paracle.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, file);
    }
}
