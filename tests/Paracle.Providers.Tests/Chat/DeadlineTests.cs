using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Paracle.Providers.Tests.Wire;
using Paracle.Providers.Tokens.Internal;
using Paracle.Testing;

namespace Paracle.Providers.Tests.Chat;

public sealed class DeadlineTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-01-18T20:00:00Z"));
    private readonly HeldChatClient _vendor = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_DeadlineComes_EndsInATypedErrorAndStopsTheModel(bool isStreaming)
    {
        await using var host = Host();
        var asking = AskAsync(host, Within(Patience), isStreaming);
        var call = await _vendor.NextCallAsync();
        call.Say("Good");

        _time.Advance(Patience - TimeSpan.FromTicks(1));
        asking.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromTicks(1));

        (await Should.ThrowAsync<LimitExceededException>(() => asking.WaitAsync(Waiting.Limit))).Code.ShouldBe(ErrorCodes.TimeLimit);
        await call.Stopped.WaitAsync(Waiting.Limit);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_DeadlineIsOver_IsRefusedBeforeTheVendor(bool isStreaming)
    {
        await using var host = Host();

        (await Should.ThrowAsync<LimitExceededException>(() => AskAsync(host, Within(TimeSpan.Zero), isStreaming))).Code.ShouldBe(ErrorCodes.TimeLimit);
        _vendor.Calls.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_CallerLeavesBeforeIt_IsTheirCancellation(bool isStreaming)
    {
        await using var host = Host();
        using var leaving = new CancellationTokenSource();
        var asking = AskAsync(host, Within(Patience), isStreaming, leaving.Token);
        await _vendor.NextCallAsync();

        await leaving.CancelAsync();

        (await Should.ThrowAsync<OperationCanceledException>(() => asking.WaitAsync(Waiting.Limit))).CancellationToken.ShouldBe(leaving.Token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_AnsweredInTime_OrWithTheFarthestDeadline_IsAnswered(bool isStreaming)
    {
        await using var host = Host();
        foreach (var options in new[] { Within(Patience), Until(DateTimeOffset.MaxValue) })
        {
            var asking = AskAsync(host, options, isStreaming);
            var call = await _vendor.NextCallAsync();
            call.Say("Good day");
            call.End();
            (await asking).Text.ShouldBe("Good day");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_SharedByTwo_EndsForTheOneWhoseDeadlineCame(bool isStreaming)
    {
        await using var host = Host(builder => builder.UseCoalescing());
        var first = AskAsync(host, Within(Patience), isStreaming);
        var call = await _vendor.NextCallAsync();
        var other = AskAsync(host, Within(2 * Patience), isStreaming);

        _time.Advance(Patience);
        await Should.ThrowAsync<LimitExceededException>(() => first.WaitAsync(Waiting.Limit));
        call.Say("Good day");
        call.End();

        (await other).Text.ShouldBe("Good day");
        _vendor.Calls.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_SharedByTwo_ProviderAsksToWaitLongerThanTheFirstCan_TheOtherAsksAgain(bool isStreaming)
    {
        await using var host = Host(builder => builder.UseCoalescing());
        var first = AskAsync(host, Within(Patience), isStreaming);
        var call = await _vendor.NextCallAsync();
        var asPatient = AskAsync(host, Within(Patience), isStreaming);
        var morePatient = AskAsync(host, Within(3 * Patience), isStreaming);

        call.Fail(new ProviderException("Too many.") { Failure = ProviderFailure.Refused, Status = 429, RetryAfter = 2 * Patience });
        var again = await _vendor.NextCallAsync();
        again.Say("Good day");
        again.End();

        await Should.ThrowAsync<ProviderException>(() => first);
        await Should.ThrowAsync<ProviderException>(() => asPatient);
        (await morePatient).Text.ShouldBe("Good day");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_SharedByTwo_RefusedAfterTheFirstsDeadline_TheOtherAsksAgain(bool isStreaming)
    {
        await using var host = Host(builder => builder.UseCoalescing());
        var first = AskAsync(host, Within(Patience), isStreaming);
        var call = await _vendor.NextCallAsync();
        var other = AskAsync(host, Within(3 * Patience), isStreaming);
        _time.Advance(Patience);
        await Should.ThrowAsync<LimitExceededException>(() => first.WaitAsync(Waiting.Limit));

        call.Fail(new ProviderException("Overloaded.") { Failure = ProviderFailure.Refused, Status = 503 });
        var again = await _vendor.NextCallAsync();
        again.Say("Good day");
        again.End();

        (await other).Text.ShouldBe("Good day");
    }

    [Fact]
    public async Task Call_MovedOnWithoutStatusAndLeftInTheNextLimit_CostsItsPrompt()
    {
        var ledger = new InMemoryBudgetLedger(_time);
        using var leaving = new CancellationTokenSource();
        var first = new ScriptedChatClient(_ => throw new ProviderException("No status.") { Failure = ProviderFailure.NoStatus });
        var second = new ScriptedChatClient(_ =>
        {
            leaving.Cancel();
            throw new UnsentException(new OperationCanceledException(leaving.Token));
        });
        await using var host = Host(builder =>
        {
            builder.Services.AddSingleton<IBudgetLedger>(ledger);
            builder.AddProvider("first", _ => first).AddProvider("second", _ => second).UseBudgets(budgets => budgets.Tenant.Tokens = 100_000)
                .AddFallback("main", route =>
                {
                    route.MoveOnWithoutStatus = true;
                    route.Add("first").Add("second");
                });
        });

        await Should.ThrowAsync<OperationCanceledException>(() => host.Client("main").GetResponseAsync("Hello", cancellationToken: leaving.Token));

        (await ledger.GetAsync(new BudgetKey(TenantId.Default, "tenant", "2026-01-18"), CancellationToken.None)).Spent.Tokens.ShouldBe(6);
    }

    public void Dispose() => _vendor.Dispose();

    private static Task<ChatResponse> AskAsync(ProviderHost host, ChatOptions options, bool isStreaming, CancellationToken cancellationToken = default) => isStreaming
        ? host.Client("only").GetStreamingResponseAsync("Hello", options, cancellationToken).ToChatResponseAsync(CancellationToken.None)
        : host.Client("only").GetResponseAsync("Hello", options, cancellationToken);

    private ChatOptions Within(TimeSpan patience) => Until(_time.GetUtcNow() + patience);

    private static ChatOptions Until(DateTimeOffset deadline) =>
        new ChatOptions { Temperature = 0 }.WithParacle(new LlmCallContext { Tenant = TenantId.Default, Deadline = deadline });

    private ProviderHost Host(Action<IParacleBuilder>? configure = null) => new(builder =>
    {
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
        builder.AddProvider("only", _ => _vendor);
        configure?.Invoke(builder);
    });
}
