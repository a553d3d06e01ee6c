namespace Paracle.Store.Sqlite.Tests;

public sealed class SqliteAgentStoreTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Agent_ChangedByOtherHands_IsATypedError()
    {
        await using var store = await TestStore.StartAsync(_folder.File);
        await store.Get<IAgentStore>().SaveAsync(TenantId.Default, new AgentSpec { Name = "writer" }, null, default);
        _folder.Run("UPDATE spec SET body = '{\"name\":'");

        var error = await Should.ThrowAsync<UnavailableException>(async () => await store.Get<IAgentStore>().FindAsync(TenantId.Default, "writer", default));

        error.Message.ShouldContain("'writer'");
    }
}
