using CsCheck;
using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Coordination;

[Collection(AloneCollection.Name)]
public sealed class SingleFlightStormTests
{
    private static readonly Gen<(int Seed, int Keys, int Capacity, int Callers)> Storms =
        Gen.Select(Gen.Int, Gen.Int[1, 8], Gen.Int[1, 10], Gen.Int[1, 64]);

    [Fact]
    public async Task Factory_FailsAfterAllHaveLeft_NothingIsUnobserved()
    {
        using var unobserved = new UnobservedErrors();
        await AbandonAsync();
        unobserved.Collect().ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_RandomCancelsAndFailures_EachCallerGetsAnOutcomeOfARunOfItsKey()
    {
        using var unobserved = new UnobservedErrors();
        await Storms.SampleAsync(storm => StormAsync(storm.Seed, storm.Keys, storm.Capacity, storm.Callers), iter: 1500, threads: 1);
        unobserved.Collect().ShouldBeEmpty();
    }

    private static async Task AbandonAsync()
    {
        var flights = new SingleFlight<string, int>();
        var answer = new TaskCompletionSource<int>();
        using var cancellation = new CancellationTokenSource();
        var caller = flights.RunAsync("key", _ => answer.Task, cancellation.Token);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => caller.WaitAsync(Waiting.Limit));
        answer.SetException(new InvalidOperationException("after all had left"));
    }

    private static async Task StormAsync(int seed, int keys, int capacity, int callers)
    {
        var flights = new SingleFlight<int, int>(capacity);
        var random = new Random(seed);
        var plans = Enumerable.Range(0, callers).Select(_ => new Plan(random.Next(keys), random.Next(4) == 0, random.Next(5) == 0, random.Next(4))).ToArray();
        await Task.WhenAll(plans.Select(plan => Task.Run(() => CallAsync(flights, plan)))).WaitAsync(Waiting.Limit);
        flights.Count.ShouldBe(0);
    }

    private static async Task CallAsync(SingleFlight<int, int> flights, Plan plan)
    {
        using var cancellation = new CancellationTokenSource();
        var call = flights.RunAsync(plan.Key, plan.FactoryAsync, cancellation.Token);
        var cancel = plan.Cancels ? Task.Run(cancellation.Cancel) : Task.CompletedTask;
        try
        {
            (await call).ShouldBe(plan.Key);
        }
        catch (FactoryException error)
        {
            error.Key.ShouldBe(plan.Key);
        }
        catch (OperationCanceledException) when (plan.Cancels)
        {
            // Its own doing. A caller who did not cancel must not see another's cancellation.
        }

        await cancel;
    }

    private sealed record Plan(int Key, bool Cancels, bool Fails, int Yields)
    {
        public async Task<int> FactoryAsync(CancellationToken cancellationToken)
        {
            for (var i = 0; i < Yields; i++)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
            }

            return Fails ? throw new FactoryException(Key) : Key;
        }
    }

    private sealed class FactoryException(int key) : Exception
    {
        public int Key => key;
    }
}
