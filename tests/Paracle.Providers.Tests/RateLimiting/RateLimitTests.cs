using Microsoft.Extensions.AI;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Paracle.Providers.Tests.Wire;
using Paracle.Providers.Tokens.Internal;
using Paracle.Testing;

namespace Paracle.Providers.Tests.RateLimiting;

public sealed class RateLimitTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Requests_MoreThanAMinuteAllows_WaitForTheirTurn_AndAreReported()
    {
        await using var host = new RateLimitHost(_time, options => options.RequestsPerMinute = 6);
        using var waits = host.Collect<double>(TelemetryNames.RateLimitWait);
        using var waiting = host.Collect<long>(TelemetryNames.RateLimitWaiting);
        for (var call = 0; call < 6; call++)
        {
            await host.AskAsync();
        }

        var seventh = host.AskAsync();
        _time.Advance(TimeSpan.FromMilliseconds(9_999));
        seventh.IsCompleted.ShouldBeFalse();
        host.Upstream.Calls.ShouldBe(6);
        waiting.GetMeasurementSnapshot().EvaluateAsCounter().ShouldBe(1);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        await seventh.WaitAsync(WireHost.Patience);
        host.Upstream.Calls.ShouldBe(7);
        waits.GetMeasurementSnapshot().ShouldHaveSingleItem().Value.ShouldBe(10, 0.001);
        waiting.GetMeasurementSnapshot().EvaluateAsCounter().ShouldBe(0);
    }

    [Fact]
    public async Task Tokens_ReservedByEstimate_AreReconciledByUsage()
    {
        await using var host = new RateLimitHost(_time, options => options.TokensPerMinute = 1_000, _ => RateLimitHost.Answer(10, 40));

        for (var call = 0; call < 15; call++)
        {
            await host.AskAsync(maxOutputTokens: 200); // each spends 50, and so 750 in all: reserved alone it would be above 3,000
        }

        var late = host.AskAsync(maxOutputTokens: 400);
        late.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(30));
        await late.WaitAsync(WireHost.Patience);
    }

    [Fact]
    public async Task Tokens_MoreThanEstimated_AreTakenFromWhatComes()
    {
        await using var host = new RateLimitHost(_time, options => options.TokensPerMinute = 1_000, _ => RateLimitHost.Answer(500, 1_000));

        await host.AskAsync();

        // 500 below zero, at 1,000 a minute.
        (await Should.ThrowAsync<LimitExceededException>(() => host.AskAsync())).RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(32));
    }

    [Fact]
    public async Task Tokens_EstimatedAboveTheLimit_TakeAllOfIt()
    {
        await using var host = new RateLimitHost(_time, options => options.TokensPerMinute = 100, _ => RateLimitHost.Answer(10, 10));

        await host.AskAsync(maxOutputTokens: 100_000);

        host.Upstream.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Usage_ReportedWhileOthersWait_LetsThemGoAtOnce()
    {
        var first = new TaskCompletionSource<ChatResponse>();
        using var upstream = new HeldChatClient(first.Task);
        await using var host = new RateLimitHost(_time, _ => { });
        using var client = new ChatClientBuilder(upstream).UseTokenRateLimit(options =>
        {
            options.TokensPerMinute = 1_000;
            options.MaxWait = TimeSpan.FromMinutes(1);
        }).Build(host.Host.Services);
        var options = new ChatOptions { MaxOutputTokens = 900 };
        var running = client.GetResponseAsync("Hello", options);
        var waiting = client.GetResponseAsync("Hello", options);
        upstream.Calls.ShouldBe(1);

        first.SetResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Hi")) { Usage = new UsageDetails { InputTokenCount = 5, OutputTokenCount = 5 } });

        await Task.WhenAll(running, waiting).WaitAsync(WireHost.Patience);
    }

    [Fact]
    public async Task Line_OfLargeAndSmallCalls_GoesInTheOrderTheyCame()
    {
        List<int?> order = [];
        await using var host = new RateLimitHost(_time, limit => (limit.TokensPerMinute, limit.MaxWait) = (6_000, TimeSpan.FromHours(1)), options =>
        {
            order.Add(options!.MaxOutputTokens);
            return RateLimitHost.Answer(1, options.MaxOutputTokens - 1);
        });
        await host.AskAsync(maxOutputTokens: 5_990);

        int[] sizes = [500, 10, 300, 20, 400];
        Task[] calls = [.. sizes.Select(size => host.AskAsync(maxOutputTokens: size))];
        await EndAsync(calls);

        order.ShouldBe([5_990, .. sizes.Select(size => (int?)size)]);
    }

    [Fact]
    public async Task Deadline_BeforeThereIsRoom_IsRefusedAtOnce_WithTheTimeToComeBack()
    {
        await using var host = new RateLimitHost(_time, options => options.RequestsPerMinute = 1);
        using var refused = host.Collect<long>(TelemetryNames.RateLimitRefused);
        await host.AskAsync();

        var error = await Should.ThrowAsync<LimitExceededException>(() => host.AskAsync(deadline: _time.GetUtcNow().AddSeconds(20)));

        error.Code.ShouldBe(ErrorCodes.RateLimited);
        error.RetryAfter.ShouldBe(TimeSpan.FromMinutes(1));
        host.Upstream.Calls.ShouldBe(1);
        refused.GetMeasurementSnapshot().EvaluateAsCounter().ShouldBe(1);
    }

    [Fact]
    public async Task Deadline_ComesWhileInLine_IsRefused_AndCostsNobodyTheirPlace()
    {
        await using var host = new RateLimitHost(_time, options =>
        {
            options.RequestsPerMinute = 6;
            options.MaxWait = TimeSpan.FromHours(1);
        });
        for (var call = 0; call < 6; call++)
        {
            await host.AskAsync();
        }

        using var leaving = new CancellationTokenSource();
        var first = host.AskAsync();
        var left = host.AskAsync(cancellationToken: leaving.Token);
        var impatient = host.AskAsync(deadline: _time.GetUtcNow().AddSeconds(10.5));
        var last = host.AskAsync();
        await leaving.CancelAsync();
        (await Record.ExceptionAsync(() => left.WaitAsync(WireHost.Patience))).ShouldBeOfType<UnsentException>();
        _time.Advance(TimeSpan.FromSeconds(10));
        await first.WaitAsync(WireHost.Patience);
        await Should.ThrowAsync<LimitExceededException>(() => impatient.WaitAsync(WireHost.Patience));
        await EndAsync(last);

        host.Upstream.Calls.ShouldBe(8);
    }

    [Fact]
    public async Task MaxWait_NoDeadline_BoundsTheWait()
    {
        await using var host = new RateLimitHost(_time, options =>
        {
            options.RequestsPerMinute = 1;
            options.MaxWait = TimeSpan.Zero;
        });
        await host.AskAsync();

        (await Should.ThrowAsync<LimitExceededException>(() => host.AskAsync())).RetryAfter.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Line_AsLongAsItMayBe_RefusesOneMore()
    {
        await using var host = new RateLimitHost(_time, options =>
        {
            options.RequestsPerMinute = 6;
            options.MaxWaiting = 2;
            options.MaxWait = TimeSpan.FromHours(1);
        });
        for (var call = 0; call < 6; call++)
        {
            await host.AskAsync();
        }

        Task[] waiting = [host.AskAsync(), host.AskAsync()];
        (await Should.ThrowAsync<LimitExceededException>(() => host.AskAsync())).Message.ShouldContain("MaxWaiting");

        await EndAsync(waiting);
    }

    [Theory]
    [InlineData(ProviderFailure.NotSent, null, true, true)]
    [InlineData(ProviderFailure.CircuitOpen, null, true, true)]
    [InlineData(ProviderFailure.Refused, 500, false, true)]
    [InlineData(ProviderFailure.NoStatus, null, false, false)]
    public async Task Failure_GivesBackWhatItDidNotUse(ProviderFailure failure, int? status, bool givesRequestBack, bool givesTokensBack)
    {
        var fails = true;
        await using var host = new RateLimitHost(
            _time,
            options =>
            {
                options.MaxWait = TimeSpan.Zero;
                options.Models["requests"] = new TokenRate { RequestsPerMinute = 1 };
                options.Models["tokens"] = new TokenRate { TokensPerMinute = 6 };
            },
            _ => fails ? throw new ProviderException("failed") { Failure = failure, Status = status } : RateLimitHost.Answer());
        await Should.ThrowAsync<ProviderException>(() => host.AskAsync(model: "requests"));
        await Should.ThrowAsync<ProviderException>(() => host.AskAsync(model: "tokens"));
        fails = false;

        (await Record.ExceptionAsync(() => host.AskAsync(model: "requests")) is null).ShouldBe(givesRequestBack);
        (await Record.ExceptionAsync(() => host.AskAsync(model: "tokens")) is null).ShouldBe(givesTokensBack);
    }

    [Fact]
    public async Task Stream_Abandoned_CountsWhatCame()
    {
        await using var host = new RateLimitHost(
            _time,
            options =>
            {
                options.TokensPerMinute = 1_000;
                options.MaxWait = TimeSpan.Zero;
            },
            _ => Enumerable.Repeat(0, 1_000).Select(_ => new ChatResponseUpdate(ChatRole.Assistant, new string('x', 35))));
        var read = 0;
        await foreach (var update in host.Client.GetStreamingResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 990 }))
        {
            if (++read == 20) // 700 characters at 3.5 a token: 200 tokens
            {
                break;
            }
        }

        (await Record.ExceptionAsync(() => host.AskAsync(maxOutputTokens: 900))).ShouldBeOfType<LimitExceededException>();
        (await Record.ExceptionAsync(() => host.AskAsync(maxOutputTokens: 700))).ShouldBeNull();
    }

    [Fact]
    public async Task Models_EachHaveTheirOwnLimit()
    {
        await using var host = new RateLimitHost(_time, options =>
        {
            options.RequestsPerMinute = 1;
            options.MaxWait = TimeSpan.Zero;
            options.MaxModels = 2;
            options.Models["large"] = new TokenRate { RequestsPerMinute = 2 };
        });

        await host.AskAsync(model: "large");
        await host.AskAsync(model: "large");
        await host.AskAsync(model: "small");
        await Should.ThrowAsync<LimitExceededException>(() => host.AskAsync(model: "large"));
        await Should.ThrowAsync<LimitExceededException>(() => host.AskAsync(model: "small"));
        await host.AskAsync(model: "one more"); // shares the limit of all further ones
        await Should.ThrowAsync<LimitExceededException>(() => host.AskAsync(model: "and another"));
    }

    [Fact]
    public async Task Alone_AroundAnyVendorsClient_LimitsIt()
    {
        await using var host = new RateLimitHost(_time, _ => { });
        using var upstream = new ScriptedChatClient(_ => throw new HttpRequestException("limited", null, System.Net.HttpStatusCode.InternalServerError));
        using var client = new ChatClientBuilder(upstream).UseTokenRateLimit(options => options.RequestsPerMinute = 1).Build(host.Host.Services);

        (await Should.ThrowAsync<ProviderException>(() => client.GetResponseAsync("Hello"))).Status.ShouldBe(500);
        await Should.ThrowAsync<LimitExceededException>(() => client.GetResponseAsync("Hello"));

        upstream.Calls.ShouldBe(1);
    }

    [Fact]
    public void Start_LimitOutOfRange_SaysWhich()
    {
        var host = new RateLimitHost(_time, options =>
        {
            options.TokensPerMinute = 0;
            options.Models["large"] = new TokenRate { RequestsPerMinute = -1 };
        });

        var error = Should.Throw<OptionsValidationException>(() => host.Host.ValidateAtStart());

        error.Message.ShouldContain("TokensPerMinute");
        error.Message.ShouldContain("Models['large'].RequestsPerMinute is -1");
    }

    /// <summary>Lets time go by until the calls end. The steps are small, so that on a busy machine no deadline is over before the calls have looked.</summary>
    private async Task EndAsync(params Task[] calls)
    {
        await Waiting.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            return calls.All(call => call.IsCompleted);
        });
        await Task.WhenAll(calls);
    }

    /// <summary>Gives the answer it is told to when it is told to.</summary>
    private sealed class HeldChatClient(Task<ChatResponse> answer) : IChatClient
    {
        public int Calls { get; private set; }

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            return answer;
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
