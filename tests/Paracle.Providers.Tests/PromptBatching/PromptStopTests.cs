namespace Paracle.Providers.Tests.PromptBatching;

public sealed class PromptStopTests : PromptBatchingTest
{
    [Fact]
    public async Task Dispose_WithPromptsWaiting_AnswersThemAll()
    {
        var client = OneAtATime(options => options.MaxBatchSize = 2);
        var first = AskAsync(client, "first");
        var held = await Model.NextAsync();
        var waiting = Enumerable.Range(0, 20).Select(i => AskAsync(client, $"prompt {i}", new LlmCallContext { Tenant = Tenant, AllowBatching = true, Subject = $"{i % 3}" })).ToArray();
        var disposing = client.DisposeAsync().AsTask();
        Model.Answer(call => call.Answered());
        held.Answer();

        await Within(disposing);
        await Within(first);
        TextsOf(await Within(Task.WhenAll(waiting))).ShouldBe(Enumerable.Range(0, 20).Select(i => $"answer to prompt {i}"));
        Model.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Dispose_WhileABatchLingers_SendsItAtOnce()
    {
        var client = Client(options => options.Policy = PromptBatchingPolicy.CostFirst);
        Model.Answer(call => call.Answered());
        var answers = new[] { AskAsync(client, "one"), AskAsync(client, "two") };
        await Time.TimerAsync();

        await Within(client.DisposeAsync().AsTask());
        TextsOf(await Within(Task.WhenAll(answers))).ShouldBe(["answer to one", "answer to two"]);
    }

    [Fact]
    public async Task Drain_RunsOut_FailsWhatIsLeftAndAbortsTheCall()
    {
        var client = OneAtATime(options => options.MaxBatchSize = 2);
        var inFlight = AskAsync(client, "first");
        var held = await Model.NextAsync();
        var waiting = Enumerable.Range(0, 20).Select(i => AskAsync(client, $"prompt {i}")).ToArray();
        var disposing = client.DisposeAsync().AsTask();
        await Time.TimerAsync();
        Time.Advance(TimeSpan.FromSeconds(30));

        await Within(disposing);
        (await Should.ThrowAsync<UnavailableException>(() => Within(inFlight))).Message.ShouldContain("unknown");
        foreach (var answer in waiting)
        {
            (await Should.ThrowAsync<UnavailableException>(() => Within(answer))).Message.ShouldContain("not flushed");
        }

        held.CancellationToken.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task Stop_HostLosesPatience_FailsWhatIsLeft()
    {
        using var client = OneAtATime();
        var inFlight = AskAsync(client, "first");
        await Model.NextAsync();
        await Within(client.StopAsync(new CancellationToken(canceled: true)));
        await Should.ThrowAsync<UnavailableException>(() => Within(inFlight));
    }

    [Fact]
    public async Task Dispose_WithoutAwait_FailsWhatIsLeft()
    {
        var client = OneAtATime();
        var inFlight = AskAsync(client, "first");
        await Model.NextAsync();
        client.Dispose();
        await Should.ThrowAsync<UnavailableException>(() => Within(inFlight));
        Model.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Ask_AfterAStop_IsRefusedByAnOldLaneAndANewOne()
    {
        using var client = Client();
        Model.Answer(call => call.Answered());
        await Within(AskAsync(client, "one"));
        await Within(client.StopAsync(CancellationToken.None));

        await Should.ThrowAsync<UnavailableException>(() => Within(AskAsync(client, "two")));
        await Should.ThrowAsync<UnavailableException>(() => Within(AskAsync(client, "two", options: new() { Temperature = 0 })));
        Model.Calls.Length.ShouldBe(1);
    }
}
