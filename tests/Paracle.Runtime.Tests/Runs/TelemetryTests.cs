using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Paracle.Runtime.Tests.Doubles;
using Paracle.Testing;

namespace Paracle.Runtime.Tests.Runs;

public sealed class TelemetryTests
{
    private const string Canary = "canary-7f3a";

    [Fact]
    public async Task Run_Ends_CountsItByStateAndItsToolsByOutcome()
    {
        await using var host = new TestHost(withGrants: false);
        host.Grant(GrantAction.Run, GrantResource.Agent("helper"));
        host.Grant(GrantAction.Call, GrantResource.Tool("good"));
        host.Grant(GrantAction.Call, GrantResource.Tool("bad"));
        host.WithTool(() => "ok", "good").WithTool(string () => throw new InvalidOperationException(), "bad").WithTool(() => "no", "secret");
        host.Model.Asks(ScriptedModel.Call("good"), ScriptedModel.Call("bad"), ScriptedModel.Call("secret")).Says("Done.");
        using var runs = Collect<double>(host, TelemetryNames.RunDuration);
        using var tools = Collect<double>(host, TelemetryNames.ToolDuration);
        using var denials = Collect<long>(host, TelemetryNames.GrantDenials);
        using var active = Collect<long>(host, TelemetryNames.ActiveRuns);

        await host.RunAsync();

        runs.GetMeasurementSnapshot().ShouldHaveSingleItem().Tags[TelemetryNames.StateLabel].ShouldBe("succeeded");
        tools.GetMeasurementSnapshot().Select(measurement => measurement.Tags[TelemetryNames.ToolOutcomeLabel]).ShouldBe(["ok", "error", "refused"]);
        denials.GetMeasurementSnapshot().EvaluateAsCounter().ShouldBe(1);
        active.GetMeasurementSnapshot().Select(measurement => measurement.Value).ShouldBe([1, -1]);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("cancelled")]
    [InlineData("timedout")]
    public async Task Run_EndsOtherwise_IsCountedByItsState(string state)
    {
        await using var host = new TestHost();
        host.Model.Hangs();
        if (state == "failed")
        {
            host.Model.Restart().Fails(new InvalidOperationException());
        }

        using var runs = Collect<double>(host, TelemetryNames.RunDuration);
        using var cancellation = new CancellationTokenSource();
        var run = host.RunAsync(cancellationToken: cancellation.Token);
        await Waiting.UntilAsync(() => host.Model.Calls == 1);
        if (state == "cancelled")
        {
            await cancellation.CancelAsync();
        }
        else if (state == "timedout")
        {
            host.Time.Advance(TimeSpan.FromMinutes(2));
        }

        await Should.ThrowAsync<Exception>(run);

        runs.GetMeasurementSnapshot().ShouldHaveSingleItem().Tags[TelemetryNames.StateLabel].ShouldBe(state);
    }

    [Fact]
    public async Task Run_Traced_HasASpanWithItsToolsBelow()
    {
        await using var host = new TestHost();
        host.WithTool(() => "ok", "look");
        host.Model.Asks(ScriptedModel.Call("look")).Says("Done.");
        using var spans = new Spans();

        var id = (await host.RunAsync()).ExecutionId;

        var run = spans.All.Single(span => (string?)span.GetTagItem("paracle.execution.id") == id.ToString());
        run.OperationName.ShouldBe("agent.run");
        run.GetTagItem(TelemetryNames.StateLabel).ShouldBe("succeeded");
        var tool = spans.All.Single(span => span.ParentSpanId == run.SpanId);
        (tool.OperationName, tool.GetTagItem("paracle.tool.name"), tool.GetTagItem(TelemetryNames.ToolOutcomeLabel)).ShouldBe(("agent.tool", "look", "ok"));
    }

    [Fact]
    public async Task Run_PromptsAnswersAndArguments_ReachNeitherLogsNorSpansNorErrors()
    {
        await using var host = new TestHost();
        host.Save(new AgentSpec { Name = "helper", Provider = "main", Instructions = Canary });
        host.WithTool((string key) => key, "echo").WithTool(string (string key) => throw new InvalidOperationException(Canary), "fail");
        using var spans = new Spans();
        Exception?[] causes =
        [
            null, new InvalidOperationException(Canary), new HttpRequestException(Canary), new TaskCanceledException(Canary), new FormatException(Canary),
        ];
        List<string> messages = [];
        foreach (var cause in causes)
        {
            host.Model.Restart().Asks(
                ScriptedModel.Call("echo", ("key", Canary)), ScriptedModel.Call("fail", ("key", Canary)), ScriptedModel.Call("echo", (Canary, Canary)), ScriptedModel.Call(Canary));
            _ = cause is null ? host.Model.Says(Canary) : host.Model.Fails(cause);
            try
            {
                await host.RunAsync(Canary);
            }
            catch (ParacleException exception)
            {
                messages.Add(exception.Message);
            }
        }

        host.Executions.BeforeWrite = (execution, _) => execution.State.IsTerminal() ? throw new InvalidOperationException(Canary) : Task.CompletedTask;
        var unstored = host.RunAsync(Canary);
        await host.Time.PassUntilAsync(unstored, TimeSpan.FromSeconds(1));
        messages.Add((await Should.ThrowAsync<UnavailableException>(unstored)).Message);

        messages.Count.ShouldBe(causes.Length);
        messages.ShouldAllBe(message => !message.Contains(Canary));
        host.Logs.Count.ShouldBeGreaterThan(0);
        host.Logs.GetSnapshot().ShouldAllBe(record => !record.Message.Contains(Canary) && record.Exception == null);
        spans.All.SelectMany(span => span.TagObjects).ShouldAllBe(tag => !$"{tag.Key}{tag.Value}".Contains(Canary));
        spans.All.ShouldAllBe(span => span.StatusDescription == null || !span.StatusDescription.Contains(Canary));
        (await host.StoredAsync()).ShouldAllBe(execution => execution.ErrorMessage == null || !execution.ErrorMessage.Contains(Canary));
    }

    private static MetricCollector<T> Collect<T>(TestHost host, string instrument)
        where T : struct
    {
        _ = host.Runtime;
        return new MetricCollector<T>(host.Get<IMeterFactory>(), TelemetryNames.Runtime, instrument);
    }

    private sealed class Spans : IDisposable
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<Activity> _all = new();
        private readonly ActivityListener _listener;

        public Spans()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == TelemetryNames.Runtime,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _all.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public IReadOnlyCollection<Activity> All => _all;

        public void Dispose() => _listener.Dispose();
    }
}
