using Microsoft.Extensions.DependencyInjection;
using Paracle.Simulation;
using Paracle.Testing;

namespace Paracle.Integration.Tests.QuickStart;

public sealed class KilledHostTests
{
    [Fact]
    public async Task KillInMidRun_ExecutionIsThere_RunningAndReadable()
    {
        using var work = new SampleFolder();
        using var files = new SampleFolder();
        await using var model = await ModelServer.StartAsync();
        model.Enqueue(ModelReply.Text("never told") with { Fault = StreamFault.StallAfter(0) });

        using (var process = new QuickStartProcess(work, [files.Path], model.OpenAIEndpoint))
        {
            await model.Counters.WaitForInFlightAsync(1, Waiting.Limit);
            process.Kill();
            await process.EndAsync();
        }

        var services = new ServiceCollection().AddParacle(paracle => paracle.UseSqlite(options => options.Path = Path.Combine(work.Path, "paracle-quickstart.db")));
        await using var provider = services.BuildServiceProvider();
        await provider.StartParacleAsync();
        var store = provider.GetRequiredService<IExecutionStore>();
        var page = await store.ListAsync(TenantId.Default, ExecutionFilter.All, PageRequest.First, CancellationToken.None);

        var execution = page.Items.ShouldHaveSingleItem();
        execution.State.ShouldBe(ExecutionState.Running);
        (await store.FindAsync(TenantId.Default, execution.Id, CancellationToken.None)).ShouldBe(execution);
        await provider.StopParacleAsync();
    }
}
