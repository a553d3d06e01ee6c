using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.Fallback;

public sealed class FallbackTests : IAsyncDisposable
{
    private static readonly ProviderException Refused = new("refused") { Failure = ProviderFailure.Refused, Status = 503 };

    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, Exception> _failing = [];
    private readonly Dictionary<string, TimeSpan> _latencies = [];
    private readonly List<string> _asked = [];
    private readonly List<ChatOptions?> _options = [];
    private ProviderHost? _host;

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? default;

    [Fact]
    public async Task Ordered_FirstAnswers_NobodyElseIsAsked()
    {
        Start();

        var context = (await Main().GetResponseAsync("Hello")).FindParacle();

        _asked.ShouldBe(["a"]);
        context.ShouldBe(new LlmAnswerContext { Provider = "a" });
    }

    [Theory]
    [InlineData(ProviderFailure.NotSent, null, false, true)]
    [InlineData(ProviderFailure.CircuitOpen, null, false, true)]
    [InlineData(ProviderFailure.Refused, 429, false, true)]
    [InlineData(ProviderFailure.Refused, 500, false, true)]
    [InlineData(ProviderFailure.Refused, 529, false, true)]
    [InlineData(ProviderFailure.Refused, 400, true, false)]
    [InlineData(ProviderFailure.Refused, 401, true, false)]
    [InlineData(ProviderFailure.Refused, 408, true, false)]
    [InlineData(ProviderFailure.NoStatus, null, false, false)]
    [InlineData(ProviderFailure.NoStatus, null, true, true)]
    [InlineData(ProviderFailure.BrokenOff, null, false, false)]
    [InlineData(ProviderFailure.BrokenOff, null, true, true)]
    [InlineData(ProviderFailure.Unknown, null, false, false)]
    [InlineData(ProviderFailure.Unknown, null, true, true)]
    public async Task Failure_OfTheFirst_MovesOnOrNot(ProviderFailure failure, int? status, bool movesOnWithoutStatus, bool movesOn)
    {
        Start(options => options.MoveOnWithoutStatus = movesOnWithoutStatus);
        _failing["a"] = new ProviderException("failed") { Failure = failure, Status = status };

        var error = await Record.ExceptionAsync(() => Main().GetResponseAsync("Hello"));
        var errorOfStream = await Record.ExceptionAsync(async () => await Main().GetStreamingResponseAsync("Hello").ToListAsync());

        error.ShouldBe(movesOn ? null : _failing["a"]);
        errorOfStream.ShouldBe(error);
        _asked.ShouldBe(movesOn ? ["a", "b", "a", "b"] : ["a", "a"]);
    }

    [Fact]
    public async Task OwnRateLimit_OfTheFirst_MovesOn()
    {
        Start();
        _failing["a"] = new LimitExceededException(ErrorCodes.RateLimited, "limited");

        (await Main().GetResponseAsync("Hello")).Text.ShouldBe("b");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OtherErrors_OfTheFirst_AreTheCallersToSee(bool isBudget)
    {
        Start(options => options.MoveOnWithoutStatus = true);
        _failing["a"] = isBudget ? new LimitExceededException(ErrorCodes.BudgetExhausted, "spent") : new InvalidInputException("prompt", "bad");

        (await Record.ExceptionAsync(() => Main().GetResponseAsync("Hello"))).ShouldBe(_failing["a"]);

        _asked.ShouldBe(["a"]);
    }

    [Fact]
    public async Task All_Fail_IsTheLastError_AndCounted()
    {
        Start();
        using var exhausted = Collect(TelemetryNames.FallbackExhausted);
        using var moves = Collect(TelemetryNames.FallbackMoves);
        _failing["a"] = new ProviderException("gone") { Failure = ProviderFailure.NotSent };
        _failing["b"] = Refused;
        _failing["c"] = new ProviderException("limited") { Failure = ProviderFailure.Refused, Status = 429 };

        (await Record.ExceptionAsync(() => Main().GetResponseAsync("Hello"))).ShouldBe(_failing["c"]);

        _asked.ShouldBe(["a", "b", "c"]);
        exhausted.LastMeasurement.ShouldNotBeNull().Value.ShouldBe(1);
        moves.GetMeasurementSnapshot().Select(move => move.Tags[TelemetryNames.FallbackReasonLabel]).ShouldBe(["not_sent", "server_error"]);
        _host!.Logs.Where(log => log.Message.StartsWith("A call to main moved on", StringComparison.Ordinal)).Count().ShouldBe(2);
    }

    [Fact]
    public async Task Stream_FailsAfterItsFirstUpdate_NeverMovesOn()
    {
        Start(options => options.MoveOnWithoutStatus = true, failsLate: true);
        _failing["a"] = Refused;

        List<string> read = [];
        var error = await Record.ExceptionAsync(async () =>
        {
            await foreach (var update in Main().GetStreamingResponseAsync("Hello"))
            {
                read.Add(update.Text);
            }
        });

        error.ShouldBe(Refused);
        read.ShouldBe(["a"]);
        _asked.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Caller_Left_NobodyElseIsAsked()
    {
        Start();
        using var leaving = new CancellationTokenSource();
        _failing["a"] = Refused;

        var call = Main().GetResponseAsync("Hello", new ChatOptions { AdditionalProperties = new() { ["leave"] = leaving } }, leaving.Token);

        (await Record.ExceptionAsync(() => call)).ShouldBe(Refused);
        _asked.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Deadline_Over_NobodyElseIsAsked()
    {
        Start();
        _failing["a"] = Refused;
        _latencies["a"] = TimeSpan.FromSeconds(10);
        var options = new ChatOptions().WithParacle(new LlmCallContext { Tenant = TenantId.Default, Deadline = _time.GetUtcNow().AddSeconds(10) });

        (await Record.ExceptionAsync(() => Main().GetResponseAsync("Hello", options))).ShouldBe(Refused);

        _asked.ShouldBe(["a"]);
    }

    [Fact]
    public async Task Conversation_KeptByAProvider_StaysThere()
    {
        Start(options => options.Strategy = FallbackStrategy.RoundRobin);
        await Main().GetResponseAsync("Hello");
        _failing["a"] = Refused;

        (await Record.ExceptionAsync(() => Main().GetResponseAsync("Hello", new ChatOptions { ConversationId = "conversation" }))).ShouldBe(Refused);

        _asked.ShouldBe(["a", "a"]);
    }

    [Fact]
    public async Task RoundRobin_FourCalls_BeginWithEachInTurn()
    {
        Start(options => options.Strategy = FallbackStrategy.RoundRobin);

        for (var call = 0; call < 4; call++)
        {
            await Main().GetResponseAsync("Hello");
        }

        _failing["b"] = Refused;
        await Main().GetResponseAsync("Hello");

        _asked.ShouldBe(["a", "b", "c", "a", "b", "c"]);
    }

    [Fact]
    public async Task LeastCost_PricesDiffer_CheapestForTheCallIsFirst()
    {
        Start(
            options => options.Strategy = FallbackStrategy.LeastCost,
            builder => builder.UsePrices(prices => prices.Add("b", model: null, inputPerMillion: 1, outputPerMillion: 10).Add("c", model: null, inputPerMillion: 2, outputPerMillion: 1)));
        _failing["c"] = _failing["b"] = Refused;

        await Main().GetResponseAsync("Hello");
        await Main().GetResponseAsync(new string('x', 100_000), new ChatOptions { MaxOutputTokens = 1 });

        _asked.ShouldBe(["c", "b", "a", "b", "c", "a"]);
    }

    [Fact]
    public async Task LeastLatency_Measured_FastestIsFirst_AndTheOthersAreTriedAgain()
    {
        Start(options => options.Strategy = FallbackStrategy.LeastLatency);
        (_latencies["a"], _latencies["b"], _latencies["c"]) = (TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        for (var call = 0; call < 5; call++)
        {
            await Main().GetResponseAsync("Hello");
        }

        _asked.ShouldBe(["a", "b", "c", "b", "b"]);
        _asked.Clear();
        _time.Advance(TimeSpan.FromMinutes(1));
        _failing["b"] = Refused;
        await Main().GetResponseAsync("Hello");
        await Main().GetResponseAsync("Hello");

        _asked.ShouldBe(["a", "b", "a"]); // after a minute each is measured anew; b failed, and is last
    }

    [Fact]
    public async Task Model_FixedForAProvider_IsAskedForWhateverTheCallNames()
    {
        Start(options =>
        {
            options.Providers.Clear();
            options.Add("a").Add("b", "model-of-b");
        });
        _failing["a"] = Refused;
        var given = new ChatOptions { ModelId = "model-of-a", Temperature = 0 };

        var response = await Main().GetResponseAsync("Hello", given);

        _options.Select(options => options!.ModelId).ShouldBe(["model-of-a", "model-of-b"]);
        _options.ShouldAllBe(options => options!.Temperature == 0);
        given.ModelId.ShouldBe("model-of-a");
        response.FindParacle().ShouldBe(new LlmAnswerContext { Provider = "b", Model = "model-of-b", IsFallback = true });
    }

    [Fact]
    public async Task Messages_ThatCanBeReadOnce_ReachTheNextProviderWhole()
    {
        Start();
        _failing["a"] = Refused;
        var reads = 0;
        IEnumerable<ChatMessage> Once()
        {
            (++reads).ShouldBe(1);
            yield return new ChatMessage(ChatRole.User, "Hello");
        }

        (await Main().GetResponseAsync(Once())).Text.ShouldBe("b");
    }

    [Theory]
    [InlineData("nobody", "which is no provider")]
    [InlineData("main", "which is no provider")]
    [InlineData("a", "an entry twice")]
    public void Start_RouteThatLeadsNowhere_SaysWhy(string name, string complaint)
    {
        Start(options => options.Add(name));

        Should.Throw<OptionsValidationException>(() => _host!.ValidateAtStart()).Message.ShouldContain(complaint);
    }

    [Fact]
    public void Start_RouteOfOne_SaysWhy()
    {
        Start(options =>
        {
            options.Providers.Clear();
            options.Add("a");
        });

        Should.Throw<OptionsValidationException>(() => _host!.ValidateAtStart()).Message.ShouldContain("2 to 16");
    }

    [Fact]
    public async Task Alone_AroundClientsOfAnyVendor_MovesOnWhenTheyCannotBeReached()
    {
        Start();
        using var broken = new ScriptedChatClient(_ => throw new HttpRequestException(HttpRequestError.ConnectionError));
        using var well = new ScriptedChatClient("well");
        using var client = new ChatClientBuilder(broken).UseFallback([well]).Build(_host!.Services);

        (await client.GetResponseAsync("Hello")).Text.ShouldBe("well");

        broken.Calls.ShouldBe(1);
    }

    private IChatClient Main() => _host!.Client("main");

    private MetricCollector<long> Collect(string name) => new(_host!.Services.GetRequiredService<IMeterFactory>(), TelemetryNames.Providers, name);

    private void Start(Action<FallbackOptions>? route = null, Action<IParacleBuilder>? configure = null, bool failsLate = false) =>
        _host = new ProviderHost(builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
            foreach (var name in new[] { "a", "b", "c" })
            {
                builder.AddProvider(name, _ => new ScriptedChatClient(options => Answer(name, options, failsLate)));
            }

            configure?.Invoke(builder);
            builder.AddFallback("main", options =>
            {
                options.Add("a").Add("b").Add("c");
                route?.Invoke(options);
            });
        });

    private IEnumerable<ChatResponseUpdate> Answer(string name, ChatOptions? options, bool failsLate)
    {
        _asked.Add(name);
        _options.Add(options);
        _time.Advance(_latencies.GetValueOrDefault(name));
        (options?.AdditionalProperties?["leave"] as CancellationTokenSource)?.Cancel();
        if (_failing.TryGetValue(name, out var error) && !failsLate)
        {
            throw error;
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, name) { FinishReason = ChatFinishReason.Stop };
        if (error is not null)
        {
            throw error;
        }
    }
}
