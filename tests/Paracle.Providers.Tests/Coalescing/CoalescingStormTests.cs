using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Providers.Coalescing.Internal;
using Paracle.Providers.Tests.PromptBatching;
using Paracle.Testing;

namespace Paracle.Providers.Tests.Coalescing;

/// <summary>Equal calls that come, leave, stop reading and fail at random: each caller has one outcome, its own, and nothing runs for nobody.</summary>
public sealed class CoalescingStormTests
{
    private const int Schedules = 5_000;

    private enum Outcome
    {
        OwnAnswer,
        SharedAnswer,
        Failed,
        Refused,
        Left,
        Abandoned,
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Slow")]
    public async Task Schedules_Random_EveryCallerEndsOnceAndNothingRunsForNobody(bool isCached)
    {
        var services = new ServiceCollection().AddLogging().AddParacleProviders();
        services.AddInMemoryCoordination().AddParacleCache();
        await using var provider = services.BuildServiceProvider();
        var counts = new int[Enum.GetValues<Outcome>().Length];
        await Parallel.ForAsync(0, Schedules, async (seed, _) => await RunAsync(seed, provider, isCached, counts));

        counts.ShouldAllBe(count => count > Schedules / 10, string.Join(' ', counts));
    }

    private static async Task RunAsync(int seed, IServiceProvider services, bool isCached, int[] counts)
    {
        var random = new Random(seed);
        var model = new CoalescingStormModel(random.Next());
        var builder = new ChatClientBuilder(model);
        using var client = (isCached ? builder.UseResponseCache() : builder).UseCoalescing().Build(services);
        var tenant = new TenantId($"tenant-{seed}");
        var asking = Enumerable.Range(0, random.Next(2, 12)).Select(_ => random.Next()).ToList()
            .ConvertAll(dice => Task.Run(() => AskAsync(client, model, tenant, new Random(dice))));
        foreach (var outcome in await Task.WhenAll(asking).WaitAsync(BatchModel.Patience))
        {
            Interlocked.Increment(ref counts[(int)outcome]);
        }

        await Waiting.UntilAsync(() => model.Running == 0 && client.GetService<CoalescingChatClient>()!.Flights.Count == 0);
        ShouldRunOneAtATime(model);
        model.Calls.Where(call => call.Error is null && call.Text is null).ShouldAllBe(call => call.IsStopped || call.IsRefused);
    }

    private static void ShouldRunOneAtATime(CoalescingStormModel model)
    {
        // One that nobody is left for may still be stopping when the next begins.
        var wanted = model.Calls.Where(call => !call.IsStopped).OrderBy(call => call.Began).ToList();
        foreach (var (earlier, later) in wanted.Zip(wanted.Skip(1)))
        {
            earlier.Ended.ShouldBeLessThan(later.Began);
        }
    }

    private static async Task<Outcome> AskAsync(IChatClient client, CoalescingStormModel model, TenantId tenant, Random random)
    {
        var isPoor = random.Next(8) == 0;
        var options = new ChatOptions { Temperature = 0 }.WithParacle(new LlmCallContext { Tenant = tenant, Agent = isPoor ? CoalescingStormModel.Poor : "rich" });
        using var leaving = new CancellationTokenSource();
        await StormModel.YieldAsync(random.Next(30));
        var left = random.Next(3) == 0 ? LeaveAsync(leaving, random.Next(40)) : Task.CompletedTask;
        try
        {
            if (random.Next(2) == 0)
            {
                return OutcomeOf(await client.GetResponseAsync("Hello", options, leaving.Token), model);
            }

            List<ChatResponseUpdate> updates = [];
            var most = random.Next(3) == 0 ? random.Next(4) : int.MaxValue;
            await foreach (var update in client.GetStreamingResponseAsync("Hello", options, leaving.Token))
            {
                if (updates.Count == most)
                {
                    var text = string.Concat(updates.Select(one => one.Text));
                    CoalescingStormModel.TextOf(text.Split('.')[0], CoalescingStormModel.MostPieces).ShouldStartWith(text);
                    return Outcome.Abandoned;
                }

                updates.Add(update);
                await StormModel.YieldAsync(random.Next(3));
            }

            return OutcomeOf(updates.ToChatResponse(), model);
        }
        catch (OperationCanceledException error)
        {
            error.CancellationToken.ShouldBe(leaving.Token);
            leaving.IsCancellationRequested.ShouldBeTrue();
            return Outcome.Left;
        }
        catch (LimitExceededException)
        {
            isPoor.ShouldBeTrue();
            return Outcome.Refused;
        }
        catch (ProviderException error)
        {
            model.Calls.ShouldContain(call => ReferenceEquals(call.Error, error));
            return Outcome.Failed;
        }
        finally
        {
            await left;
        }
    }

    private static async Task LeaveAsync(CancellationTokenSource leaving, int after)
    {
        await StormModel.YieldAsync(after);
        await leaving.CancelAsync();
    }

    private static Outcome OutcomeOf(ChatResponse answer, CoalescingStormModel model)
    {
        var call = model.Calls.Single(call => call.Text == answer.Text);
        var told = answer.FindParacle();
        var isOwn = told is not { IsCoalesced: true } and not { IsCached: true };
        answer.FinishReason.ShouldBe(ChatFinishReason.Stop);
        answer.Usage!.InputTokenCount.ShouldBe(isOwn ? 7 : 0);
        if (isOwn)
        {
            call.TryOwn().ShouldBeTrue();
        }

        return isOwn ? Outcome.OwnAnswer : Outcome.SharedAnswer;
    }
}
