using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Paracle.Runtime.Internal.Grants;
using Paracle.Runtime.Tests.Doubles;

namespace Paracle.Runtime.Tests.Grants;

public sealed class CachedGrantPolicyTests
{
    private static readonly Grant RunHelper = TestHost.Local(GrantAction.Run, GrantResource.Agent("helper"));

    private readonly FakeTimeProvider _time = new();
    private readonly HookedGrantStore _store = new(new InMemoryGrantStore());
    private readonly CachedGrantPolicy _policy;

    public CachedGrantPolicyTests() => _policy = new CachedGrantPolicy(_store, Options.Create(new RuntimeOptions { GrantCacheCapacity = 10 }), _time);

    [Theory]
    [InlineData(GrantAction.Run, "helper", true)]
    [InlineData(GrantAction.Run, "another", false)]
    [InlineData(GrantAction.Manage, "helper", false)]
    public async Task Allows_OnlyWhatAGrantCovers(GrantAction action, string agent, bool expected)
    {
        await _store.AddAsync(RunHelper, default);

        (await AllowsAsync(Caller.Local, action, agent)).ShouldBe(expected);
    }

    [Fact]
    public async Task Allows_GrantOfAll_CoversEachOfItsKind()
    {
        await _store.AddAsync(TestHost.Local(GrantAction.Run, GrantResource.Agent(GrantResource.Any)), default);

        (await AllowsAsync(Caller.Local)).ShouldBeTrue();
        (await _policy.AllowsAsync(Caller.Local, GrantAction.Run, GrantResource.Tool("helper"), default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Allows_SubjectOfTheSameNameInAnotherTenant_IsDenied()
    {
        await _store.AddAsync(RunHelper, default);
        (await AllowsAsync(Caller.Local)).ShouldBeTrue();

        (await AllowsAsync(new Caller(new TenantId("other"), Caller.Local.Subject))).ShouldBeFalse();
    }

    [Fact]
    public async Task Allows_StoreAnswersForSomebodyElse_IsDenied()
    {
        var policy = new CachedGrantPolicy(new WrongStore(), Options.Create(new RuntimeOptions()), _time);

        (await policy.AllowsAsync(Caller.Local, GrantAction.Run, GrantResource.Agent("helper"), default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Allows_GrantTakenBack_IsSeenAfterFiveSecondsAtTheLatest()
    {
        await _store.AddAsync(RunHelper, default);
        (await AllowsAsync(Caller.Local)).ShouldBeTrue();
        await _store.RemoveAsync(RunHelper, default);

        _time.Advance(TimeSpan.FromSeconds(4.999));
        (await AllowsAsync(Caller.Local)).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(0.001));
        (await AllowsAsync(Caller.Local)).ShouldBeFalse();
    }

    [Fact]
    public async Task Allows_GrantGiven_IsSeenAfterFiveSecondsAtTheLatest()
    {
        (await AllowsAsync(Caller.Local)).ShouldBeFalse();
        await _store.AddAsync(RunHelper, default);

        _time.Advance(TimeSpan.FromSeconds(5));

        (await AllowsAsync(Caller.Local)).ShouldBeTrue();
    }

    [Fact]
    public async Task Allows_SourceTakesLong_AgeCountsFromTheBeginOfTheRead()
    {
        await _store.AddAsync(RunHelper, default);
        _store.BeforeRead = _ =>
        {
            _time.Advance(TimeSpan.FromSeconds(3));
            return Task.CompletedTask;
        };
        (await AllowsAsync(Caller.Local)).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(2));

        await AllowsAsync(Caller.Local);

        _store.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Allows_SourceAway_IsATypedErrorAndNeverAnOlderYes()
    {
        await _store.AddAsync(RunHelper, default);
        (await AllowsAsync(Caller.Local)).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(5));
        var cause = new InvalidOperationException("password=hunter2");
        _store.BeforeRead = _ => throw cause;

        var error = await Should.ThrowAsync<UnavailableException>(() => AllowsAsync(Caller.Local));

        error.InnerException.ShouldBe(cause);
        error.Message.ShouldNotContain("hunter2");
        _store.BeforeRead = null;
        (await AllowsAsync(Caller.Local)).ShouldBeTrue();
    }

    [Fact]
    public async Task Allows_SourceRaisesATypedError_PassesItOn()
    {
        var cause = new UnavailableException("Away.");
        _store.BeforeRead = _ => throw cause;

        (await Should.ThrowAsync<UnavailableException>(() => AllowsAsync(Caller.Local))).ShouldBe(cause);
    }

    [Fact]
    public async Task Allows_SourceCancelsByItself_IsATypedError()
    {
        _store.BeforeRead = _ => throw new OperationCanceledException();

        await Should.ThrowAsync<UnavailableException>(() => AllowsAsync(Caller.Local));
    }

    [Fact]
    public async Task Allows_ManyAtOnce_ReadTheSourceOnce()
    {
        await _store.AddAsync(RunHelper, default);
        var gate = new TaskCompletionSource();
        _store.BeforeRead = _ => gate.Task;

        var asked = Enumerable.Range(0, 64).Select(_ => AllowsAsync(Caller.Local)).ToArray();
        gate.SetResult();

        (await Task.WhenAll(asked)).ShouldAllBe(allowed => allowed);
        _store.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Allows_MoreSubjectsThanItsCapacity_ForgetsTheOldest()
    {
        for (var i = 0; i < 11; i++)
        {
            await AllowsAsync(new Caller(TenantId.Default, $"subject {i}"));
        }

        await AllowsAsync(new Caller(TenantId.Default, "subject 10"));
        _store.Reads.ShouldBe(11);
        await AllowsAsync(new Caller(TenantId.Default, "subject 0"));
        _store.Reads.ShouldBe(12);
    }

    private Task<bool> AllowsAsync(Caller caller, GrantAction action = GrantAction.Run, string agent = "helper") =>
        _policy.AllowsAsync(caller, action, GrantResource.Agent(agent), default).AsTask();

    private sealed class WrongStore : IGrantStore
    {
        public ValueTask AddAsync(Grant grant, CancellationToken cancellationToken) => default;

        public ValueTask<bool> RemoveAsync(Grant grant, CancellationToken cancellationToken) => new(false);

        public ValueTask<IReadOnlyList<Grant>> GetForSubjectAsync(TenantId tenant, string subject, CancellationToken cancellationToken) =>
            new([RunHelper with { Subject = "somebody" }, RunHelper with { Tenant = new TenantId("other") }]);
    }
}
