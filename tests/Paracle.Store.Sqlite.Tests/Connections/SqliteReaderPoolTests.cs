namespace Paracle.Store.Sqlite.Tests;

public sealed class SqliteReaderPoolTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await TestStore.StartAsync(_folder.File, options => options.ReaderPoolSize = 1);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Read_WithNoConnectionFree_WaitsForOne()
    {
        using var gate = new ReaderGate(_store);
        var second = _store.Database.ReadAsync(_ => 2, default).AsTask();
        second.IsCompleted.ShouldBeFalse();

        await gate.OpenAsync();

        (await second).ShouldBe(2);
    }

    [Fact]
    public async Task Read_CancelledWhileWaiting_LeavesTheConnectionToTheNext()
    {
        using var gate = new ReaderGate(_store);
        using var cancellation = new CancellationTokenSource();
        var second = _store.Database.ReadAsync(_ => 2, cancellation.Token).AsTask();

        await cancellation.CancelAsync();
        await second.ShouldThrowAsync<OperationCanceledException>();
        await gate.OpenAsync();

        (await _store.Database.ReadAsync(_ => 3, default)).ShouldBe(3);
    }

    [Fact]
    public async Task Read_ThatWrites_IsRefused() =>
        await Should.ThrowAsync<UnavailableException>(async () => await _store.Database.ReadAsync(session => session.Execute("DELETE FROM execution"), default));

    [Fact]
    public async Task Read_WhileTheWriterIsBusy_DoesNotWait()
    {
        var execution = Samples.Execution();
        await _store.Executions.WriteAsync(execution, default);
        using var gate = new WriterGate(_store);

        var read = _store.Executions.FindAsync(execution.Tenant, execution.Id, default);

        read.IsCompleted.ShouldBeTrue();
        (await read).ShouldBe(execution);
    }

    [Fact]
    public async Task Read_WaitingWhenTheStoreCloses_IsRefused()
    {
        using var gate = new ReaderGate(_store);
        var second = _store.Database.ReadAsync(_ => 2, default).AsTask();

        await _store.StopAsync();
        await gate.OpenAsync();

        await second.ShouldThrowAsync<UnavailableException>();
    }
}
