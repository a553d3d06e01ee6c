using Paracle.Runtime.Tests.Doubles;
using Paracle.Testing;

namespace Paracle.Runtime.Tests.Runs;

public sealed class CancelAsyncTests
{
    [Fact]
    public async Task CancelAsync_RunOfThisHost_StopsItAtOnce()
    {
        await using var host = new TestHost();
        host.Model.Hangs();
        var run = host.RunAsync();
        await Waiting.UntilAsync(() => host.Model.Calls == 1);
        var id = (await host.OnlyExecutionAsync()).Id;

        var stored = await host.Runtime.CancelAsync(Caller.Local, id, default).WaitAsync(Waiting.Limit);

        stored.State.ShouldBe(ExecutionState.Cancelled);
        (await Record.ExceptionAsync(() => run)).ShouldBeOfType<OperationCanceledException>().Message.ShouldContain(id.ToString());
        host.Model.Requests.ShouldHaveSingleItem().Token.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task CancelAsync_RunOfAnotherHost_WritesTheEnd()
    {
        await using var host = new TestHost();
        var running = await WriteForeignRunAsync(host);

        var stored = await host.Runtime.CancelAsync(Caller.Local, running.Id, default);

        (stored.State, stored.ErrorCode, stored.Version).ShouldBe((ExecutionState.Cancelled, ErrorCodes.Cancelled, running.Version + 1));
        (await host.OnlyExecutionAsync()).ShouldBe(stored);
    }

    [Fact]
    public async Task CancelAsync_RunEndsJustBefore_ReturnsHowItEnded()
    {
        await using var host = new TestHost();
        var running = await WriteForeignRunAsync(host);
        var raced = false;
        host.Executions.BeforeWrite = async (_, _) =>
        {
            if (!raced)
            {
                raced = true;
                await host.Executions.WriteAsync(running.MoveTo(ExecutionState.Succeeded, host.Time.GetUtcNow()) with { Output = "Done." }, default);
            }
        };

        var stored = await host.Runtime.CancelAsync(Caller.Local, running.Id, default);

        (stored.State, stored.Output).ShouldBe((ExecutionState.Succeeded, "Done."));
    }

    [Fact]
    public async Task CancelAsync_EndedRun_ReturnsItUnchanged()
    {
        await using var host = new TestHost();
        host.Model.Says("Done.");
        var id = (await host.RunAsync()).ExecutionId;
        var writes = host.Executions.Writes;

        (await host.Runtime.CancelAsync(Caller.Local, id, default)).State.ShouldBe(ExecutionState.Succeeded);

        host.Executions.Writes.ShouldBe(writes);
    }

    [Fact]
    public async Task CancelAsync_RacesTheEnd_BothAgreeOnWhatIsStored()
    {
        await using var host = new TestHost();
        for (var round = 0; round < 200; round++)
        {
            var asked = new TaskCompletionSource<ExecutionId>(TaskCreationOptions.RunContinuationsAsynchronously);
            host.Model.Restart().Does(request =>
            {
                asked.SetResult(request.Options.FindParacle()!.Execution!.Value);
                return Task.FromResult(ScriptedModel.Text("Done."));
            });
            var run = Task.Run(() => host.RunAsync());
            var id = await asked.Task.WaitAsync(Waiting.Limit);

            var seen = await host.Runtime.CancelAsync(Caller.Local, id, default).WaitAsync(Waiting.Limit);
            await Task.WhenAny(run).WaitAsync(Waiting.Limit);

            var stored = await host.Executions.FindAsync(TenantId.Default, id, default);
            stored.ShouldBe(seen);
            run.IsCompletedSuccessfully.ShouldBe(stored!.State == ExecutionState.Succeeded);
            run.IsCanceled.ShouldBe(stored.State == ExecutionState.Cancelled);
        }
    }

    [Fact]
    public async Task CancelAsync_UnknownForeignOrUngranted_IsNotFoundAlike()
    {
        await using var host = new TestHost();
        var running = await WriteForeignRunAsync(host);
        var otherTenant = new Caller(new TenantId("other"), Caller.Local.Subject);
        var ungranted = new Caller(TenantId.Default, "somebody");

        await Should.ThrowAsync<NotFoundException>(host.Runtime.CancelAsync(Caller.Local, ExecutionId.New(host.Time), default));
        await Should.ThrowAsync<NotFoundException>(host.Runtime.CancelAsync(otherTenant, running.Id, default));
        await Should.ThrowAsync<NotFoundException>(host.Runtime.CancelAsync(ungranted, running.Id, default));

        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.Running);
    }

    private static async Task<Execution> WriteForeignRunAsync(TestHost host)
    {
        var now = host.Time.GetUtcNow();
        var running = Execution.Begin(ExecutionId.New(host.Time), Caller.Local, ExecutionKind.Agent, "helper", "Do it.").MoveTo(ExecutionState.Running, now);
        await host.Executions.WriteAsync(running, default);
        return running;
    }
}
