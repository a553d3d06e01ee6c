using Paracle.Runtime.Tests.Doubles;
using Paracle.Testing;

namespace Paracle.Runtime.Tests.Runs;

public sealed class StopAsyncTests
{
    [Fact]
    public async Task StopAsync_NothingAtWork_RefusesWhatComesAfter()
    {
        await using var host = new TestHost();
        await StopAsync(host);

        (await Should.ThrowAsync<UnavailableException>(host.RunAsync())).Message.ShouldContain("stopping");
        await Should.ThrowAsync<UnavailableException>(host.StreamAsync().ReadAllAsync());
    }

    [Fact]
    public async Task StopAsync_RunEndsInTime_IsWaitedFor()
    {
        await using var host = new TestHost();
        var gate = new TaskCompletionSource();
        host.Model.Does(async _ =>
        {
            await gate.Task;
            return ScriptedModel.Text("Done.");
        });
        var run = host.RunAsync();
        await Waiting.UntilAsync(() => host.Model.Calls == 1);

        var stop = StopAsync(host);
        host.Time.Advance(TimeSpan.FromSeconds(9));
        stop.IsCompleted.ShouldBeFalse();
        gate.SetResult();

        (await run).Text.ShouldBe("Done.");
        await stop.WaitAsync(Waiting.Limit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StopAsync_RunsOutlastTheDrain_AreCancelledAndStored(bool modelListens)
    {
        await using var host = new TestHost();
        host.Model.Does(async asked =>
        {
            await Task.Delay(Timeout.Infinite, modelListens ? asked.Token : CancellationToken.None);
            return ScriptedModel.Text("never");
        });
        var run = host.RunAsync();
        var stream = host.StreamAsync().ReadAllAsync();
        await Waiting.UntilAsync(() => host.Model.Calls == 2);

        var stop = StopAsync(host);
        host.Time.Advance(TimeSpan.FromSeconds(10));
        await stop.WaitAsync(Waiting.Limit);

        (await host.StoredAsync()).ShouldAllBe(execution => execution.State == ExecutionState.Cancelled && execution.ErrorCode == ErrorCodes.Unavailable);
        (await Should.ThrowAsync<UnavailableException>(run)).ExecutionId.ShouldNotBeNull();
        (await stream)[^1].ShouldBeOfType<AgentEvent.Failed>().State.ShouldBe(ExecutionState.Cancelled);
        host.Logs.LatestRecord.Id.Id.ShouldBe(1007);
    }

    [Fact]
    public async Task StopAsync_HostLosesPatience_CancelsAtOnce()
    {
        await using var host = new TestHost();
        host.Model.Hangs();
        var run = host.RunAsync();
        await Waiting.UntilAsync(() => host.Model.Calls == 1);

        await StopAsync(host, new CancellationToken(true)).WaitAsync(Waiting.Limit);

        await Should.ThrowAsync<UnavailableException>(run);
    }

    [Fact]
    public async Task StopAsync_StreamNobodyReads_IsNotWaitedForForever()
    {
        await using var host = new TestHost();
        host.Model.Hangs();
        var reader = host.StreamAsync().GetAsyncEnumerator();
        await reader.MoveNextAsync();

        await StopAsync(host, new CancellationToken(true)).WaitAsync(Waiting.Limit);

        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.Cancelled);
        await reader.DisposeAsync();
    }

    private static async Task StopAsync(TestHost host, CancellationToken cancellationToken = default)
    {
        foreach (var part in host.Get<IEnumerable<IParacleService>>().OrderByDescending(part => part.Order))
        {
            await part.StopAsync(cancellationToken);
        }
    }
}
