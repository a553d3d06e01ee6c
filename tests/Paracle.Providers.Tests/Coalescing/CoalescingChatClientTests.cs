using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.Coalescing;

public sealed class CoalescingChatClientTests : IDisposable
{
    private static readonly ChatOptions Zero = new() { Temperature = 0 };

    private readonly HeldChatClient _vendor = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_AThousandAlikeAtOnce_AreOneUpstream()
    {
        await using var host = Host();
        using var joined = new MetricCollector<long>(host.Services.GetRequiredService<IMeterFactory>(), TelemetryNames.Providers, TelemetryNames.CoalescingJoined);
        var client = host.Client();

        var asking = Enumerable.Range(0, 1_000).Select(at => at % 2 == 0
            ? client.GetResponseAsync("Hello", Zero, Cancellation)
            : client.GetStreamingResponseAsync("Hello", Zero, Cancellation).ToChatResponseAsync(Cancellation)).ToList();
        var call = await _vendor.NextCallAsync();
        call.Say("Good day");
        call.End();
        var answers = await Task.WhenAll(asking);

        _vendor.Calls.ShouldBe(1);
        joined.GetMeasurementSnapshot().EvaluateAsCounter().ShouldBe(999);
        answers.ShouldAllBe(answer => answer.Text == "Good day");
        answers.Count(answer => answer.FindParacle() is { IsCoalesced: true } told && told.Saved == new TokenUsage(11, 4)).ShouldBe(999);
        answers.Sum(answer => answer.Usage!.TotalTokenCount).ShouldBe(15);
    }

    [Fact]
    public async Task Stream_JoinedLate_ComesFromItsStart()
    {
        await using var host = Host();
        await using var first = Open(host);
        var call = await CallOfAsync(first, "Good");
        call.Say(" day");
        (await NextAsync(first)).ShouldBe(" day");

        await using var late = Open(host);

        (await NextAsync(late)).ShouldBe("Good");
        (await NextAsync(late)).ShouldBe(" day");
        call.Say(" to you");
        (await NextAsync(late)).ShouldBe(" to you");
        (await NextAsync(first)).ShouldBe(" to you");
        call.End();
        (await RestAsync(first)).ShouldAllBe(update => update.FindParacle() == null);
        (await RestAsync(late)).Last().FindParacle()!.IsCoalesced.ShouldBeTrue();
        _vendor.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Stream_LeaderLeaves_GoesOnForTheOthers()
    {
        await using var host = Host();
        using var leaving = new CancellationTokenSource();
        var first = Open(host, leaving.Token);
        var call = await CallOfAsync(first, "Good");
        await using var other = Open(host);
        (await NextAsync(other)).ShouldBe("Good");

        var waiting = first.MoveNextAsync().AsTask();
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        await first.DisposeAsync();
        call.Stopped.IsCompleted.ShouldBeFalse();
        call.Say(" day");
        call.End();

        (await RestAsync(other)).ToChatResponse().Text.ShouldBe(" day");
        _vendor.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Stream_AllLeave_StopsUpstreamAndTheNextCallIsNew()
    {
        await using var host = Host();
        var first = Open(host);
        var call = await CallOfAsync(first, "Good");
        var second = Open(host);
        (await NextAsync(second)).ShouldBe("Good");

        await first.DisposeAsync();
        call.Stopped.IsCompleted.ShouldBeFalse();
        await second.DisposeAsync();
        await call.Stopped.WaitAsync(WireHost.Patience, Cancellation);

        var again = host.Client().GetResponseAsync("Hello", Zero, Cancellation);
        var next = await _vendor.NextCallAsync();
        next.Say("Good day");
        next.End();
        (await again).Text.ShouldBe("Good day");
        _vendor.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task Call_OneOfTwoCancels_IsDetachedAlone()
    {
        await using var host = Host();
        using var leaving = new CancellationTokenSource();
        var leader = host.Client().GetResponseAsync("Hello", Zero, leaving.Token);
        var call = await _vendor.NextCallAsync();
        var follower = host.Client().GetResponseAsync("Hello", Zero, Cancellation);

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => leader);
        call.Say("Good day");
        call.End();

        (await follower).Text.ShouldBe("Good day");
        _vendor.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Call_UpstreamFails_AllWhoWaitedGetTheErrorAndTheNextCallIsNew()
    {
        await using var host = Host();
        var waiting = Enumerable.Range(0, 10).Select(_ => host.Client().GetResponseAsync("Hello", Zero, Cancellation)).ToList();
        (await _vendor.NextCallAsync()).Fail(new HttpRequestException("broken"));

        foreach (var one in waiting)
        {
            await Should.ThrowAsync<ProviderException>(() => one);
        }

        _vendor.Calls.ShouldBe(1);
        var again = host.Client().GetResponseAsync("Hello", Zero, Cancellation);
        var call = await _vendor.NextCallAsync();
        call.Say("better");
        call.End();
        (await again).Text.ShouldBe("better");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_LeaderMayNot_TheNextLeads(bool isStreaming)
    {
        await using var host = Host(builder => builder.Services.AddSingleton(new ChatMiddleware(
            ChatStage.Budget, (_, _, inner) => new BudgetOfOneAgent(inner))));
        var spent = Zero.WithParacle(new LlmCallContext { Tenant = TenantId.Default, Agent = "spent" });
        var rich = Zero.WithParacle(new LlmCallContext { Tenant = TenantId.Default, Agent = "rich" });

        var leader = AskAsync(host, spent, isStreaming);
        var follower = AskAsync(host, rich, isStreaming);
        BudgetOfOneAgent.Gate(host).SetResult();
        await Should.ThrowAsync<LimitExceededException>(() => leader);
        var call = await _vendor.NextCallAsync();
        call.Say("Good day");
        call.End();

        (await follower).Text.ShouldBe("Good day");
        (await follower).FindParacle().ShouldBeNull();
    }

    [Fact]
    public async Task Stream_CutInTheMiddle_EndsInTheErrorForAll()
    {
        await using var host = Host();
        await using var first = Open(host);
        var call = await CallOfAsync(first, "Good");
        await using var second = Open(host);
        (await NextAsync(second)).ShouldBe("Good");

        call.Fail(new IOException("cut"));

        await Should.ThrowAsync<ProviderException>(() => first.MoveNextAsync().AsTask());
        await Should.ThrowAsync<ProviderException>(() => second.MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task Stream_WithoutFinishReason_TellsFollowersAllTheSame()
    {
        var services = new ServiceCollection().AddParacleProviders().AddLogging().BuildServiceProvider();
        using var client = new ChatClientBuilder(_vendor).UseCoalescing().Build(services);
        var leader = client.GetStreamingResponseAsync("Hello", Zero, Cancellation).ToChatResponseAsync(Cancellation);
        var call = await _vendor.NextCallAsync();
        await using var follower = client.GetStreamingResponseAsync("Hello", Zero, Cancellation).GetAsyncEnumerator(Cancellation);
        call.Say("Good");
        (await NextAsync(follower)).ShouldBe("Good");
        call.End(isFinished: false);

        (await RestAsync(follower)).Single().FindParacle()!.IsCoalesced.ShouldBeTrue();
        (await leader).Text.ShouldBe("Good");
    }

    [Fact]
    public async Task Calls_ThatDifferOrMayNotShare_AreMadeEach()
    {
        await using var host = Host();
        var client = host.Client();
        Task<ChatResponse>[] asking =
        [
            client.GetResponseAsync("Hello", Zero, Cancellation),
            client.GetResponseAsync("Hello!", Zero, Cancellation),
            client.GetResponseAsync("Hello", Zero.WithParacle(new LlmCallContext { Tenant = new TenantId("acme") }), Cancellation),
            client.GetResponseAsync("Hello", Zero.WithParacle(new LlmCallContext { Tenant = TenantId.Default, AllowBatching = true }), Cancellation),
            client.GetResponseAsync("Hello", options: null, Cancellation),
            client.GetResponseAsync("Hello", new ChatOptions(), Cancellation),
            client.GetResponseAsync("Hello", new ChatOptions { Temperature = 0.1f }, Cancellation),
            client.GetResponseAsync("Hello", new ChatOptions { Temperature = 0, ConversationId = "conversation" }, Cancellation),
        ];

        for (var at = 0; at < asking.Length; at++)
        {
            var call = await _vendor.NextCallAsync();
            call.Say("Good day");
            call.End();
        }

        (await Task.WhenAll(asking)).ShouldAllBe(answer => answer.FindParacle() == null);
        _vendor.Calls.ShouldBe(asking.Length);
    }

    [Fact]
    public async Task Calls_ThatOptInAndOneWithTemperatureZero_ShareByTheirRequestAlone()
    {
        await using var host = Host();
        var optedIn = new ChatOptions { Temperature = 0 }.WithParacle(new LlmCallContext { Tenant = TenantId.Default, AllowCaching = true, Agent = "a" });

        var first = host.Client().GetResponseAsync("Hello", optedIn, Cancellation);
        var second = host.Client().GetResponseAsync("Hello", Zero, Cancellation);
        var call = await _vendor.NextCallAsync();
        call.Say("Good day");
        call.End();

        (await Task.WhenAll(first, second)).ShouldAllBe(answer => answer.Text == "Good day");
        _vendor.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Call_CallerChangesItsMessagesMeanwhile_IsMadeWithThoseItAskedWith()
    {
        await using var host = Host();
        List<ChatMessage> messages = [new(ChatRole.User, "Hello")];
        using var leaving = new CancellationTokenSource();
        var leader = host.Client().GetResponseAsync(messages, Zero, leaving.Token);
        var call = await _vendor.NextCallAsync();
        var follower = host.Client().GetResponseAsync("Hello", Zero, Cancellation);
        await leaving.CancelAsync();

        messages[0].Contents.Add(new TextContent(" changed"));
        messages.Add(new ChatMessage(ChatRole.User, "more"));
        call.Say("Good day");
        call.End();
        await follower;

        call.Told.ShouldBe(["Hello"]);
        await Should.ThrowAsync<OperationCanceledException>(() => leader);
    }

    [Fact]
    public async Task Stream_OfItsCaller_IsMadeOfWhatTheProviderGave()
    {
        await using var host = Host();
        await using var first = Open(host);
        var call = await CallOfAsync(first, "Good");
        await using var other = Open(host);
        (await NextAsync(other)).ShouldBe("Good");
        var given = new ChatResponseUpdate(ChatRole.Assistant, " day") { RawRepresentation = new object(), ConversationId = "conversation" };

        call.Updates.Writer.TryWrite(given);
        await NextAsync(first);
        await NextAsync(other);

        first.Current.RawRepresentation.ShouldBe(given.RawRepresentation);
        first.Current.ConversationId.ShouldBe("conversation");
        other.Current.RawRepresentation.ShouldBeNull();
        other.Current.ConversationId.ShouldBeNull("Two must not go on with one conversation.");
        call.End();
    }

    [Fact]
    public async Task Calls_BeyondTheBound_AreMadeAloneAndCounted()
    {
        await using var host = Host(configure: null, coalescing => coalescing.MaximumFlights = 1);
        using var overflows = new MetricCollector<long>(host.Services.GetRequiredService<IMeterFactory>(), TelemetryNames.Providers, TelemetryNames.CoalescingOverflows);
        var first = host.Client().GetResponseAsync("Hello", Zero, Cancellation);
        var held = await _vendor.NextCallAsync();
        var other = host.Client().GetResponseAsync("Other", Zero, Cancellation);
        var call = await _vendor.NextCallAsync();
        foreach (var one in new[] { held, call })
        {
            one.Say("Good day");
            one.End();
        }

        await Task.WhenAll(first, other);
        overflows.LastMeasurement!.Value.ShouldBe(1);
    }

    public void Dispose() => _vendor.Dispose();

    private static IAsyncEnumerator<ChatResponseUpdate> Open(ProviderHost host, CancellationToken cancellationToken = default) =>
        host.Client().GetStreamingResponseAsync("Hello", Zero, cancellationToken).GetAsyncEnumerator(cancellationToken);

    private static async Task<string> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        (await updates.MoveNextAsync()).ShouldBeTrue();
        return updates.Current.Text;
    }

    private static async Task<List<ChatResponseUpdate>> RestAsync(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        List<ChatResponseUpdate> rest = [];
        while (await updates.MoveNextAsync())
        {
            rest.Add(updates.Current);
        }

        return rest;
    }

    private static Task<ChatResponse> AskAsync(ProviderHost host, ChatOptions options, bool isStreaming) => isStreaming
        ? host.Client().GetStreamingResponseAsync("Hello", options, Cancellation).ToChatResponseAsync(Cancellation)
        : host.Client().GetResponseAsync("Hello", options, Cancellation);

    private async Task<HeldChatClient.HeldCall> CallOfAsync(IAsyncEnumerator<ChatResponseUpdate> updates, string firstText)
    {
        var moving = updates.MoveNextAsync();
        var call = await _vendor.NextCallAsync();
        call.Say(firstText);
        (await moving).ShouldBeTrue();
        updates.Current.Text.ShouldBe(firstText);
        return call;
    }

    private ProviderHost Host(Action<IParacleBuilder>? configure = null, Action<CoalescingOptions>? coalescing = null) => new(builder =>
    {
        configure?.Invoke(builder);
        builder.AddProvider("only", _ => _vendor).UseCoalescing(coalescing);
    });

    /// <summary>Refuses one agent, once the test lets it.</summary>
    private sealed class BudgetOfOneAgent(IChatClient inner) : DelegatingChatClient(inner)
    {
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static TaskCompletionSource Gate(ProviderHost host) => host.Client().GetService<BudgetOfOneAgent>()!._gate;

        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            await CheckAsync(options);
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await CheckAsync(options);
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                yield return update;
            }
        }

        private async Task CheckAsync(ChatOptions? options)
        {
            if (options.FindParacle()!.Agent == "spent")
            {
                await _gate.Task;
                throw new LimitExceededException("budget", "The budget is spent.");
            }
        }
    }
}
