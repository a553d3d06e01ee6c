namespace Paracle.Store.Tests;

public sealed class LockTimeoutTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(1234);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Route.Direct, "1234ms")]
    [InlineData(Route.PgBouncer, "0")] // where it would stay with whoever comes next
    public async Task OfSession_ByTheRoute_LimitsTheWorkAndNothingAfter(Route route, string during)
    {
        await using var store = TestStore.Create(schema, route);
        var seen = await store.Get<MaintenanceConnections>().Brief.RunAsync(
            "test",
            async (session, token) =>
            {
                List<string> limits = [];
                await LockTimeout.OfSessionAsync(session, Limit, async () => limits.Add(await ShowAsync(session, token)), token);
                return limits.Append(await ShowAsync(session, token)).ToList();
            },
            Token);
        seen.ShouldBe([during, "0"]);
    }

    [Fact]
    public async Task OfSession_WorkFails_IsResetAllTheSame()
    {
        await using var store = TestStore.Create(schema);
        var after = await store.Get<MaintenanceConnections>().Brief.RunAsync(
            "test",
            async (session, token) =>
            {
                await Should.ThrowAsync<InvalidOperationException>(
                    () => LockTimeout.OfSessionAsync(session, Limit, () => throw new InvalidOperationException("Broken."), token));
                return await ShowAsync(session, token);
            },
            Token);
        after.ShouldBe("0");
    }

    private static async Task<string> ShowAsync(PostgresSession session, CancellationToken token) =>
        (await session.ReadAsync(new SqlStatement(new SqlText($"SHOW lock_timeout")), reader => reader.GetString(0), token)).Single();
}
