using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Coordination;

public sealed class SingleFlightTests
{
    private static readonly AsyncLocal<string?> Ambient = new();

    private readonly SingleFlight<string, int> _flights = new();
    private readonly TaskCompletionSource<int> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CancellationToken> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _runs;

    [Fact]
    public async Task Run_ManyCallersOfOneKey_OneFactoryRun()
    {
        var joined = 0;
        var callers = Enumerable.Range(0, 1000).Select(_ => Task.Run(() =>
        {
            var result = RunAsync("key");
            Interlocked.Increment(ref joined);
            return result;
        })).ToArray();
        await Waiting.UntilAsync(() => Volatile.Read(ref joined) == 1000);
        _answer.SetResult(7);
        (await Within(Task.WhenAll(callers))).ShouldAllBe(result => result == 7);
        _runs.ShouldBe(1);
        _flights.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Run_DifferentKeys_ShareNothing()
    {
        var other = await Within(_flights.RunAsync("other", _ => Task.FromResult(1), CancellationToken.None));
        _answer.SetResult(2);
        (other, await Within(RunAsync("key"))).ShouldBe((1, 2));
    }

    [Fact]
    public async Task Run_KeysEqualByTheComparer_ShareAFlight()
    {
        var flights = new SingleFlight<string, int>(10, StringComparer.OrdinalIgnoreCase);
        var callers = new[] { flights.RunAsync("KEY", FactoryAsync, CancellationToken.None), flights.RunAsync("key", FactoryAsync, CancellationToken.None) };
        _answer.SetResult(1);
        await Within(Task.WhenAll(callers));
        _runs.ShouldBe(1);
    }

    [Fact]
    public async Task Cancel_Leader_TheOthersStillGetTheValue()
    {
        using var cancellation = new CancellationTokenSource();
        var leader = RunAsync("key", cancellation.Token);
        var factoryToken = await Within(_begun.Task);
        var follower = RunAsync("key");
        await cancellation.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(() => Within(leader))).CancellationToken.ShouldBe(cancellation.Token);
        factoryToken.IsCancellationRequested.ShouldBeFalse();
        _answer.SetResult(7);
        (await Within(follower)).ShouldBe(7);
        _runs.ShouldBe(1);
    }

    [Fact]
    public async Task Cancel_EveryCaller_CancelsTheFactoryAndTheNextStartsAnew()
    {
        using var cancellation = new CancellationTokenSource();
        var callers = new[] { RunAsync("key", cancellation.Token), RunAsync("key", cancellation.Token) };
        var factoryToken = await Within(_begun.Task);
        await cancellation.CancelAsync();
        foreach (var caller in callers)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => Within(caller));
        }

        factoryToken.IsCancellationRequested.ShouldBeTrue();
        _flights.Count.ShouldBe(0);
        var next = _flights.RunAsync("key", _ => Task.FromResult(8), CancellationToken.None);
        _answer.SetResult(7);
        (await Within(next)).ShouldBe(8);
    }

    [Fact]
    public async Task Cancel_FactorysCallbackThrows_CallerIsStillOnlyCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var caller = RunAsync("key", cancellation.Token);
        (await Within(_begun.Task)).Register(() => throw new NotSupportedException("in a callback"));
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Within(caller));
        _answer.SetResult(1);
    }

    [Fact]
    public async Task Run_AlreadyCancelled_StartsNothing()
    {
        await Should.ThrowAsync<OperationCanceledException>(() => RunAsync("key", new CancellationToken(canceled: true)));
        _runs.ShouldBe(0);
    }

    [Fact]
    public async Task Factory_Fails_OneRunAndAllShareItsError()
    {
        var callers = Enumerable.Range(0, 64).Select(_ => RunAsync("key")).ToArray();
        await Within(_begun.Task);
        var error = new UnavailableException("The server is away.");
        _answer.SetException(error);
        foreach (var caller in callers)
        {
            (await Should.ThrowAsync<UnavailableException>(() => Within(caller))).ShouldBeSameAs(error);
        }

        _runs.ShouldBe(1);
        (await Within(_flights.RunAsync("key", _ => Task.FromResult(3), CancellationToken.None))).ShouldBe(3);
    }

    [Fact]
    public async Task Factory_CancelsItself_CallersGetItsOwnException()
    {
        var error = new TaskCanceledException("timed out within", new TimeoutException());
        var caller = _flights.RunAsync("key", _ => throw error, CancellationToken.None);
        (await Record.ExceptionAsync(() => caller)).ShouldBeSameAs(error);
    }

    [Fact]
    public async Task Run_BeyondTheCapacity_RunsUnshared()
    {
        var flights = new SingleFlight<string, int>(1);
        var held = flights.RunAsync("held", FactoryAsync, CancellationToken.None);
        var unshared = 0;
        var callers = Enumerable.Range(0, 3).Select(_ => flights.RunAsync("other", _ => Task.FromResult(Interlocked.Increment(ref unshared)), CancellationToken.None));
        (await Within(Task.WhenAll(callers))).ShouldBe([1, 2, 3]);
        var joined = flights.RunAsync("held", FactoryAsync, CancellationToken.None);
        _answer.SetResult(9);
        (await Within(Task.WhenAll(held, joined))).ShouldBe([9, 9]);
        _runs.ShouldBe(1);
    }

    [Fact]
    public async Task Run_LeaderWithAmbientState_FactoryDoesNotSeeIt()
    {
        Ambient.Value = "the leader's";
        var seen = await Within(new SingleFlight<int, string>().RunAsync(1, _ => Task.FromResult(Ambient.Value ?? "nothing"), CancellationToken.None));
        seen.ShouldBe("nothing");
    }

    [Fact]
    public void New_CapacityBelowOne_IsRefused() => Should.Throw<InvalidInputException>(() => new SingleFlight<string, int>(0));

    private Task<int> RunAsync(string key, CancellationToken cancellationToken = default) => _flights.RunAsync(key, FactoryAsync, cancellationToken);

    private Task<int> FactoryAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _runs);
        _begun.TrySetResult(cancellationToken);
        return _answer.Task;
    }

    private static async Task<T> Within<T>(Task<T> task) => await task.WaitAsync(Waiting.Limit, CancellationToken.None);
}
