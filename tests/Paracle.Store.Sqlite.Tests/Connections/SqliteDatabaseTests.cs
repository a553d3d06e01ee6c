using Microsoft.Data.Sqlite;

namespace Paracle.Store.Sqlite.Tests;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Store_NotStarted_SaysHowToStartIt()
    {
        await using var store = TestStore.Create(_folder.File);

        var read = await Should.ThrowAsync<UnavailableException>(async () => await store.Executions.FindAsync(TenantId.Default, ExecutionId.New(TimeProvider.System), default));
        var write = await Should.ThrowAsync<UnavailableException>(async () => await store.Executions.WriteAsync(Samples.Execution(), default));

        read.Message.ShouldContain("StartParacleAsync");
        write.Message.ShouldContain("StartParacleAsync");
        File.Exists(_folder.File).ShouldBeFalse();
    }

    [Fact]
    public async Task Store_Stopped_IsUnavailable_AndStartsAgain()
    {
        await using var store = await TestStore.StartAsync(_folder.File);
        await store.StopAsync();
        await store.StopAsync();
        await Should.ThrowAsync<UnavailableException>(async () => await store.Executions.WriteAsync(Samples.Execution(), default));

        await store.StartAsync();

        (await store.Executions.WriteAsync(Samples.Execution(), default)).ShouldBe(ExecutionWriteOutcome.Applied);
    }

    [Fact]
    public async Task Store_Stopped_LeavesOneFile()
    {
        await using (var store = await TestStore.StartAsync(_folder.File))
        {
            await store.Executions.WriteAsync(Samples.Execution(), default);
            await store.Executions.FindAsync(TenantId.Default, ExecutionId.New(TimeProvider.System), default);
        }

        Directory.GetFiles(_folder.Path).ShouldBe([_folder.File]);
    }

    [Fact]
    public async Task Process_KilledInMidWrite_LosesNoAcknowledgedWrite()
    {
        List<ExecutionId> acknowledged = [];
        using (var writer = OtherProcess.Start(nameof(OtherProcess.WriteAsync), _folder.File))
        {
            while (acknowledged.Count < 500)
            {
                acknowledged.Add(ExecutionId.Parse(await writer.Output.ReadLineAsync()));
            }

            await writer.KillAsync();
            while (await writer.Output.ReadLineAsync() is { Length: 36 } line)
            {
                acknowledged.Add(ExecutionId.Parse(line));
            }
        }

        await using var store = await TestStore.StartAsync(_folder.File);

        foreach (var id in acknowledged)
        {
            (await store.Executions.FindAsync(TenantId.Default, id, default)).ShouldNotBeNull();
        }

        foreach (var check in store.Get<IEnumerable<IStoreCheck>>())
        {
            (await check.CheckAsync(default)).Where(finding => finding.Severity == StoreFindingSeverity.Error).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Write_WhileAnotherProcessHoldsTheLock_FailsInTime_WhileReadsGoOn_AndSucceedsAfter()
    {
        await using var store = await TestStore.StartAsync(_folder.File, options => options.BusyTimeout = TimeSpan.FromSeconds(1));
        var execution = Samples.Execution();
        using var other = OtherProcess.Start(nameof(OtherProcess.HoldLockAsync), _folder.File);
        (await other.Output.ReadLineAsync()).ShouldBe("held");

        var write = store.Executions.WriteAsync(execution, default).AsTask();
        (await store.Executions.FindAsync(execution.Tenant, execution.Id, default)).ShouldBeNull();

        var error = await write.ShouldThrowAsync<UnavailableException>();
        error.Message.ShouldContain("BusyTimeout");
        (await other.WaitAsync()).ShouldBe(0);
        (await store.Executions.WriteAsync(execution, default)).ShouldBe(ExecutionWriteOutcome.Applied);
    }

    [Fact]
    public async Task Write_WhileAnotherProcessHoldsTheLockForAWhile_WaitsForIt()
    {
        await using var store = await TestStore.StartAsync(_folder.File);
        using var other = OtherProcess.Start(nameof(OtherProcess.HoldLockAsync), _folder.File);
        (await other.Output.ReadLineAsync()).ShouldBe("held");

        var write = store.Executions.WriteAsync(Samples.Execution(), default).AsTask();
        await other.WaitAsync();

        (await write).ShouldBe(ExecutionWriteOutcome.Applied);
    }

    [Theory]
    [InlineData("missing/paracle.db", "does not exist")]
    [InlineData(".", "folder")]
    public async Task Start_WithAPathThatCannotBe_NamesTheSettingAndTheRemedy(string path, string reason)
    {
        await using var store = TestStore.Create(Path.Combine(_folder.Path, path));

        var error = await Should.ThrowAsync<ConfigurationException>(store.StartAsync);

        error.Message.ShouldContain("SqliteStoreOptions.Path");
        error.Message.ShouldContain(reason);
    }

    [Fact]
    public async Task Start_WithAFileThatIsNoDatabase_NamesTheSetting_AndLeavesTheFileAlone()
    {
        var text = string.Concat(Enumerable.Repeat("This is a text file. ", 500));
        await File.WriteAllTextAsync(_folder.File, text);
        await using var store = TestStore.Create(_folder.File);

        var error = await Should.ThrowAsync<ConfigurationException>(store.StartAsync);

        error.Message.ShouldContain("not a SQLite database");
        (await File.ReadAllTextAsync(_folder.File)).ShouldBe(text);
    }

    [Fact]
    public async Task Start_WithADamagedFile_SaysSo()
    {
        await using (var store = await TestStore.StartAsync(_folder.File))
        {
            await store.Executions.WriteAsync(Samples.Execution(), default);
        }

        await using (var file = File.OpenWrite(_folder.File))
        {
            file.Position = 100; // behind the header, which stays whole
            await file.WriteAsync(new byte[4096]);
        }

        await using var damaged = TestStore.Create(_folder.File);

        (await Should.ThrowAsync<ConfigurationException>(damaged.StartAsync)).Message.ShouldContain("damaged");
    }

    [Fact]
    public async Task Start_WithADatabaseOfAnotherApplication_LeavesItAlone()
    {
        _folder.Run("CREATE TABLE invoice (id INTEGER PRIMARY KEY)");
        await using var store = TestStore.Create(_folder.File);

        (await Should.ThrowAsync<ConfigurationException>(store.StartAsync)).Message.ShouldContain("another application");

        _folder.Run("SELECT count(*) FROM sqlite_master").ShouldBe(1L);
        _folder.Run("PRAGMA journal_mode").ShouldBe("delete");
    }

    [Fact]
    public async Task Start_WhileAnotherHoldsTheLock_IsUnavailable()
    {
        await using (await TestStore.StartAsync(_folder.File))
        {
        }

        _folder.Run("DELETE FROM paracle_migration WHERE id = 6; DROP TABLE budget; DROP TABLE budget_reservation");
        await using var connection = _folder.Open();
        await using var transaction = connection.BeginTransaction(deferred: false);
        await using var store = TestStore.Create(_folder.File, options => options.BusyTimeout = TimeSpan.FromSeconds(1));

        (await Should.ThrowAsync<UnavailableException>(store.StartAsync)).Message.ShouldContain("BusyTimeout");
    }

    [Theory]
    [InlineData(8, "read-only")]
    [InlineData(14, "Give this process the right")]
    [InlineData(26, "not a SQLite database")]
    public void StartError_OfTheFile_IsTheHostsSetUp(int code, string remedy)
    {
        var error = new SqliteFile(new SqliteStoreOptions()).WrapStart(new SqliteException("as SQLite says", code));

        error.ShouldBeOfType<ConfigurationException>().Message.ShouldContain(remedy);
    }

    [Theory]
    [InlineData(10, "disk reported an error")]
    [InlineData(99, "SQLite reported error 99")]
    public void Error_OfTheMoment_IsUnavailable(int code, string reason) =>
        new SqliteFile(new SqliteStoreOptions()).WrapStart(new SqliteException("as SQLite says", code))
            .ShouldBeOfType<UnavailableException>().Message.ShouldContain(reason);
}
