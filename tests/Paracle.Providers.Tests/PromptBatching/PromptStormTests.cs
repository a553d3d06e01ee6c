using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Paracle.Providers.PromptBatching.Internal;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>Random callers who leave, and a random model that delays, fails, lies and forgets: each prompt has one outcome, its own.</summary>
public sealed class PromptStormTests
{
    private const int Schedules = 10_000;

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Schedules_Random_EveryPromptEndsOnceWithItsOwnAnswer()
    {
        var counts = new int[4]; // answered in a batch, alone, failed, left
        await Parallel.ForAsync(0, Schedules, async (seed, _) => await RunAsync(seed, counts));

        counts.Sum().ShouldBeGreaterThan(Schedules * 2);
        counts.ShouldAllBe(count => count > Schedules / 20);
    }

    private static async Task RunAsync(int seed, int[] counts)
    {
        var random = new Random(seed);
        using var meter = new Meter(TelemetryNames.Providers);
        var model = new BatchModel { Respond = new StormModel(random.Next()).RespondAsync };
        var client = new PromptBatchingChatClient(
            model,
            "storm",
            new PromptBatchingOptions { MaxBatchSize = random.Next(2, 6), MaxConcurrentCalls = random.Next(1, 4), MaxFallbackCalls = random.Next(0, 6), MaxFallbackRate = 1 },
            new PromptBatchingTelemetry(meter),
            new FakeTimeProvider());
        var asking = Enumerable.Range(0, random.Next(2, 10)).Select(i => AskAsync(client, $"{seed}/{i}", random.Next(), counts)).ToArray();
        if (random.Next(10) == 0)
        {
            await client.StopAsync(new CancellationToken(random.Next(2) == 0));
        }

        await Task.WhenAll(asking).WaitAsync(BatchModel.Patience);
        await client.DisposeAsync();
        await client.DisposeAsync();
    }

    private static async Task AskAsync(PromptBatchingChatClient client, string prompt, int seed, int[] counts)
    {
        var random = new Random(seed);
        using var leaving = new CancellationTokenSource();
        var answer = PromptBatchingTest.AskAsync(
            client, prompt, new LlmCallContext { Tenant = TenantId.Default, AllowBatching = true, Subject = $"{random.Next(3)}" }, options: null, leaving.Token);
        var mayLeave = random.Next(4) == 0;
        if (mayLeave)
        {
            await StormModel.YieldAsync(random.Next(20));
            await leaving.CancelAsync();
        }

        try
        {
            var response = await answer;
            response.Text.ShouldBe(SentCall.AnswerTo(prompt));
            Interlocked.Increment(ref counts[response.FindParacle()?.IsBatched == true ? 0 : 1]);
        }
        catch (OperationCanceledException)
        {
            mayLeave.ShouldBeTrue();
            Interlocked.Increment(ref counts[3]);
        }
        catch (ParacleException)
        {
            Interlocked.Increment(ref counts[2]);
        }
    }
}
