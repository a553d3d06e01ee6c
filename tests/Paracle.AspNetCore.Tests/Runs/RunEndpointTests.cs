using System.Net;
using Paracle.AspNetCore.Tests.Doubles;
using Paracle.Testing;

namespace Paracle.AspNetCore.Tests.Runs;

public sealed class RunEndpointTests
{
    [Fact]
    public async Task Run_Succeeds_AnswersInTheAgreedForm()
    {
        await using var host = await new HttpHost().StartAsync();

        var answer = await host.RunAsync("Say it.").JsonAsync();

        answer.Names().ShouldBe(["execution_id", "status", "result", "usage", "cached"]);
        answer.Text("status").ShouldBe("succeeded");
        answer.Text("result").ShouldBe("Say it.");
        answer.GetProperty("cached").GetBoolean().ShouldBeFalse();
        answer.GetProperty("usage").GetRawText().ShouldBe("""{"input_tokens":10,"output_tokens":5,"total_tokens":15}""");
        var stored = await host.Get<IExecutionStore>().FindAsync(TenantId.Default, ExecutionId.Parse(answer.Text("execution_id")), default);
        stored!.State.ShouldBe(ExecutionState.Succeeded);
    }

    [Fact]
    public async Task Run_UnknownMembers_AreIgnored()
    {
        await using var host = await new HttpHost().StartAsync();

        var answer = await host.SendAsync(HttpMethod.Post, "/api/v1/agents/run", """{"user_id":"root","tenant":"other","agent_id":"helper","x":{"y":[1]},"task":"Hi"}""").JsonAsync();

        answer.Text("result").ShouldBe("Hi");
    }

    [Fact]
    public async Task Run_AwkwardText_ComesBackAsItWas()
    {
        await using var host = await new HttpHost().StartAsync();

        var answer = await host.RunAsync(Texts.Awkward).JsonAsync();

        answer.Text("result").ShouldBe(Texts.Awkward);
    }

    [Fact]
    public async Task Run_ClientGoes_CancelsTheRunAndStoresItsEnd()
    {
        await using var host = new HttpHost();
        host.Model.Speaks = (_, token) => TestModel.SilenceAsync(token);
        await host.StartAsync();
        using var patience = new CancellationTokenSource();
        using var request = host.Request(HttpMethod.Post, "/api/v1/agents/run", HttpHost.Body("helper", "Wait."));

        var run = host.Client.SendAsync(request, patience.Token);
        await Waiting.UntilAsync(() => !host.Model.Calls.IsEmpty);
        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(run);
        await Waiting.UntilAsync(() => host.Model.Calls.Single().IsCancellationRequested);
        await Waiting.UntilAsync(async () => (await host.OnlyExecutionAsync()).State.IsTerminal());
        (await host.OnlyExecutionAsync()).State.ShouldBe(ExecutionState.Cancelled);
    }

    [Fact]
    public async Task Run_CancelledByAnotherRequest_IsAConflict()
    {
        await using var host = new HttpHost();
        host.Model.Speaks = (_, token) => TestModel.SilenceAsync(token);
        await host.StartAsync();

        var run = host.RunAsync("Wait.");
        await Waiting.UntilAsync(() => !host.Model.Calls.IsEmpty);
        var listed = await host.SendAsync(HttpMethod.Get, "/api/v1/executions").JsonAsync();
        var id = listed.GetProperty("items")[0].Text("execution_id");
        var cancelled = await host.SendAsync(HttpMethod.Post, $"/api/v1/executions/{id}/cancel").JsonAsync();

        cancelled.Text("status").ShouldBe("cancelled");
        await run.ProblemAsync(HttpStatusCode.Conflict, ErrorCodes.Cancelled);
    }
}
