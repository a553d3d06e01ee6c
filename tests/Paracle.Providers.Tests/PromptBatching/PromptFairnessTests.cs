namespace Paracle.Providers.Tests.PromptBatching;

public sealed class PromptFairnessTests : PromptBatchingTest
{
    [Fact]
    public async Task HotCaller_WithAThousandWaiting_DoesNotKeepAQuietOneFromTheNextBatches()
    {
        using var client = OneAtATime(options => options.MaxBatchSize = 10);
        var hot = Enumerable.Range(0, 1_000).Select(i => AskAsync(client, $"hot {i}", Of("hot"))).ToArray();
        var quiet = Enumerable.Range(0, 3).Select(i => AskAsync(client, $"quiet {i}", Of($"quiet {i}"))).ToArray();

        List<string[]> sent = [];
        while (quiet.Any(answer => !answer.IsCompleted))
        {
            var call = await Model.NextAsync();
            sent.Add(call.Prompts);
            call.Answer();
            if (call.Prompts.Any(prompt => prompt.StartsWith("quiet", StringComparison.Ordinal)))
            {
                break;
            }
        }

        // The first went alone; two batches' worth had a place already; then it is one's turn after the other.
        sent.Count.ShouldBeLessThanOrEqualTo(4);
        sent[^1].Count(prompt => prompt.StartsWith("quiet", StringComparison.Ordinal)).ShouldBe(3);
        hot.Count(answer => !answer.IsCompleted).ShouldBeGreaterThan(900);
    }

    [Fact]
    public async Task TwoHotCallers_ShareTheBatches()
    {
        using var client = OneAtATime(options => options.MaxBatchSize = 10);
        var all = new[] { "left", "right" }.SelectMany(name => Enumerable.Range(0, 100).Select(i => AskAsync(client, $"{name} {i}", Of(name)))).ToArray();

        List<string> sent = [];
        while (sent.Count < all.Length)
        {
            var call = await Model.NextAsync();
            sent.AddRange(call.Prompts);
            call.Answer();
        }

        await Within(Task.WhenAll(all));
        var middle = sent.Skip(30).Take(100).ToList();
        middle.Count(prompt => prompt.StartsWith("left", StringComparison.Ordinal)).ShouldBeInRange(45, 55);
        foreach (var name in new[] { "left", "right" })
        {
            sent.Where(prompt => prompt.StartsWith(name, StringComparison.Ordinal)).ShouldBe(Enumerable.Range(0, 100).Select(i => $"{name} {i}"));
        }
    }

    [Fact]
    public async Task CallersWhoLeaveTheLine_LeaveNoPlaceTaken()
    {
        using var client = OneAtATime(options => options.MaxBatchSize = 2);
        using var leaving = new CancellationTokenSource();
        var first = AskAsync(client, "first", Of("a"));
        var held = await Model.NextAsync();
        var gone = Enumerable.Range(0, 100).Select(i => AskAsync(client, $"gone {i}", Of($"caller {i % 7}"), cancellationToken: leaving.Token)).ToArray();
        var stay = Enumerable.Range(0, 5).Select(i => AskAsync(client, $"stay {i}", Of("stay"))).ToArray();
        await leaving.CancelAsync();
        foreach (var answer in gone)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => Within(answer));
        }

        Model.Answer(call => call.Answered());
        held.Answer();
        await Within(first);
        TextsOf(await Within(Task.WhenAll(stay))).ShouldBe(Enumerable.Range(0, 5).Select(i => $"answer to stay {i}"));
        Model.Calls.Length.ShouldBe(4);
    }

    private static LlmCallContext Of(string subject) => new() { Tenant = Tenant, AllowBatching = true, Subject = subject };
}
