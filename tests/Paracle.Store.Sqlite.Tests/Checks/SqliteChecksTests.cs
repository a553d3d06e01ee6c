namespace Paracle.Store.Sqlite.Tests;

public sealed class SqliteChecksTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Checks_OfASoundStore_FindNothingWrong()
    {
        await using var store = await TestStore.StartAsync(_folder.File);

        (await FindAsync(store)).Values.SelectMany(findings => findings).Where(finding => finding.Severity == StoreFindingSeverity.Error).ShouldBeEmpty();
        (await FindAsync(store))["sqlite.durability"].ShouldBeEmpty();
    }

    [Fact]
    public async Task Checks_OfAStoreNotStarted_SaySo()
    {
        await using var store = TestStore.Create(_folder.File);

        foreach (var findings in (await FindAsync(store)).Values)
        {
            findings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                finding => finding.Severity.ShouldBe(StoreFindingSeverity.Error), finding => finding.Message.ShouldContain("not started"));
        }
    }

    [Fact]
    public async Task Durability_WithNormalSynchronous_Warns()
    {
        await using var store = await TestStore.StartAsync(_folder.File, options => options.Synchronous = SqliteSynchronous.Normal);

        (await FindAsync(store))["sqlite.durability"].ShouldHaveSingleItem().Severity.ShouldBe(StoreFindingSeverity.Warning);
    }

    [Fact]
    public async Task Schema_ChangedUnderTheStore_IsAnError()
    {
        await using var store = await TestStore.StartAsync(_folder.File);
        _folder.Run("DELETE FROM paracle_migration WHERE id = 6");
        (await FindAsync(store))["sqlite.schema"].ShouldHaveSingleItem().Message.ShouldContain("lacks 1");

        _folder.Run("INSERT INTO paracle_migration VALUES (999, 'from_the_future', 'x', 0)");
        (await FindAsync(store))["sqlite.schema"].ShouldHaveSingleItem().Message.ShouldContain("999");
    }

    [Fact]
    public async Task Integrity_OfADamagedFile_IsAnError()
    {
        await using (var store = await TestStore.StartAsync(_folder.File))
        {
            await store.Get<IDurableQueue>().AppendAsync(Samples.Messages(500), default);
        }

        var root = (long)_folder.Run("SELECT rootpage FROM sqlite_master WHERE name = 'queue_item_effect'")!;
        await using (var file = File.OpenWrite(_folder.File))
        {
            file.Position = (root - 1) * 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, 4096).ToArray());
        }

        await using var damaged = await TestStore.StartAsync(_folder.File);

        (await FindAsync(damaged))["sqlite.integrity"].ShouldContain(finding => finding.Severity == StoreFindingSeverity.Error);
    }

    [Fact]
    public async Task Writable_WhileAnotherHoldsTheLock_IsAnError()
    {
        await using var store = await TestStore.StartAsync(_folder.File, options => options.BusyTimeout = TimeSpan.FromSeconds(1));
        await using var connection = _folder.Open();
        await using var transaction = connection.BeginTransaction(deferred: false);

        var findings = await store.Get<IEnumerable<IStoreCheck>>().Single(check => check.Name == "sqlite.writable").CheckAsync(default);

        findings.ShouldHaveSingleItem().Message.ShouldContain("BusyTimeout");
    }

    private static async Task<Dictionary<string, IReadOnlyList<StoreFinding>>> FindAsync(TestStore store)
    {
        var found = new Dictionary<string, IReadOnlyList<StoreFinding>>(StringComparer.Ordinal);
        foreach (var check in store.Get<IEnumerable<IStoreCheck>>())
        {
            found[check.Name] = await check.CheckAsync(default);
        }

        return found;
    }
}
