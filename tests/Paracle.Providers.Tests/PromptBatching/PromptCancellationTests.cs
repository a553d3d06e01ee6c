namespace Paracle.Providers.Tests.PromptBatching;

public sealed class PromptCancellationTests : PromptBatchingTest
{
    [Fact]
    public async Task Caller_LeavesABatchInFlight_OthersGetTheirAnswers()
    {
        using var client = OneAtATime();
        using var leaving = new CancellationTokenSource();
        var opening = AskAsync(client, "opening");
        var first = await Model.NextAsync();
        var one = AskAsync(client, "one", cancellationToken: leaving.Token);
        var two = AskAsync(client, "two");
        first.Answer();
        await Within(opening);
        var call = await Model.NextAsync();
        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => Within(one));
        call.CancellationToken.IsCancellationRequested.ShouldBeFalse();
        call.Answer();
        (await Within(two)).Text.ShouldBe("answer to two");
    }

    [Fact]
    public async Task Callers_AllLeave_TheCallIsAborted()
    {
        using var client = OneAtATime();
        using var leaving = new CancellationTokenSource();
        var opening = AskAsync(client, "opening");
        var first = await Model.NextAsync();
        Task[] answers = [AskAsync(client, "one", cancellationToken: leaving.Token), AskAsync(client, "two", cancellationToken: leaving.Token)];
        first.Answer();
        await Within(opening);
        var call = await Model.NextAsync();
        await leaving.CancelAsync();

        foreach (var answer in answers)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => Within(answer));
        }

        await Should.ThrowAsync<OperationCanceledException>(() => Within(call.Ended));
    }

    [Fact]
    public async Task Caller_LeavesALoneCall_ItIsAborted()
    {
        using var client = Client();
        using var leaving = new CancellationTokenSource();
        var answer = AskAsync(client, "one", cancellationToken: leaving.Token);
        var call = await Model.NextAsync();
        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => Within(answer));
        await Should.ThrowAsync<OperationCanceledException>(() => Within(call.Ended));
    }

    [Fact]
    public async Task Caller_LeavesWhileWaiting_IsNotSent()
    {
        using var client = OneAtATime();
        using var leaving = new CancellationTokenSource();
        var opening = AskAsync(client, "opening");
        var first = await Model.NextAsync();
        var one = AskAsync(client, "one", cancellationToken: leaving.Token);
        var two = AskAsync(client, "two");
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Within(one));
        first.Answer();
        await Within(opening);

        var call = await Model.NextAsync();
        call.Prompts.ShouldBe(["two"]);
        call.Answer();
        await Within(two);
    }

    [Fact]
    public async Task Provider_CancelsItself_NobodyIsToldThatTheyDid()
    {
        using var client = OneAtATime();
        var (call, answers) = await TogetherAsync(client, "one", "two");
        call.Fail(new OperationCanceledException());

        foreach (var answer in answers)
        {
            await Should.ThrowAsync<UnavailableException>(() => Within(answer));
        }
    }
}
