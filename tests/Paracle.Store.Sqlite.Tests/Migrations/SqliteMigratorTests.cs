namespace Paracle.Store.Sqlite.Tests;

public sealed class SqliteMigratorTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_OnANewFile_RecordsEachMigrationOnce()
    {
        await StartAndStopAsync();

        ShouldBeRecordedOnce();
        SqliteMigration.All.Select(migration => migration.Id).ShouldBe(Enumerable.Range(1, SqliteMigration.All.Count));
    }

    [Fact]
    public async Task Start_OnAFileUpToDate_ChangesNothing()
    {
        await StartAndStopAsync();
        var applied = _folder.Run("SELECT max(applied_at) FROM paracle_migration");

        await StartAndStopAsync();

        _folder.Run("SELECT max(applied_at) FROM paracle_migration").ShouldBe(applied);
        ShouldBeRecordedOnce();
    }

    [Fact]
    public async Task Start_WithAChangedMigration_IsRefused()
    {
        await StartAndStopAsync();
        _folder.Run("UPDATE paracle_migration SET checksum = 'other' WHERE id = 2");

        (await Should.ThrowAsync<ConfigurationException>(() => StartAndStopAsync())).Message.ShouldContain("migration 2 (executions)");
    }

    [Fact]
    public async Task Start_WithANewerSchema_IsRefused()
    {
        await StartAndStopAsync();
        _folder.Run("INSERT INTO paracle_migration VALUES (999, 'from_the_future', 'x', 0)");

        var error = await Should.ThrowAsync<ConfigurationException>(() => StartAndStopAsync());

        error.Message.ShouldContain("999 (from_the_future)");
        error.Message.ShouldContain("Update Paracle.Store.Sqlite");
    }

    [Fact]
    public async Task Start_VerifyingASchemaBehind_IsRefused_AndChangesNothing()
    {
        var error = await Should.ThrowAsync<ConfigurationException>(() => StartAndStopAsync(SqliteMigrationMode.Verify));

        error.Message.ShouldContain("Verify");
        _folder.Run("SELECT count(*) FROM sqlite_master").ShouldBe(0L);
    }

    [Fact]
    public async Task Start_VerifyingASchemaUpToDate_Starts()
    {
        await StartAndStopAsync();

        await StartAndStopAsync(SqliteMigrationMode.Verify);
    }

    [Fact]
    public async Task TwelveProcesses_StartingAtOnce_ApplyEachMigrationOnce()
    {
        var processes = Enumerable.Range(0, 12).Select(_ => OtherProcess.Start(nameof(OtherProcess.OpenAsync), _folder.File)).ToList();
        try
        {
            foreach (var process in processes)
            {
                (await process.Output.ReadLineAsync()).ShouldBe("ready");
            }

            (await Task.WhenAll(processes.Select(process => process.WaitAsync()))).ShouldAllBe(code => code == 0);
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
        }

        ShouldBeRecordedOnce();
    }

    [Fact]
    public async Task TwelveStores_StartingAtOnce_ApplyEachMigrationOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => StartAndStopAsync())));

        ShouldBeRecordedOnce();
    }

    private async Task StartAndStopAsync(SqliteMigrationMode mode = SqliteMigrationMode.Apply)
    {
        await using var store = await TestStore.StartAsync(_folder.File, options => options.Migrations = mode);
    }

    private void ShouldBeRecordedOnce() => _folder.Run("SELECT count(*) FROM paracle_migration").ShouldBe((long)SqliteMigration.All.Count);
}
