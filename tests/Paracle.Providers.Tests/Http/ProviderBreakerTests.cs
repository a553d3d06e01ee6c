using System.Net;
using Microsoft.Extensions.Time.Testing;
using Paracle.Providers.Http.Internal;
using Polly;
using Polly.CircuitBreaker;

namespace Paracle.Providers.Tests.Http;

public sealed class ProviderBreakerTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ProviderHttpOptions _options = new() { MaxAttempts = 1, BreakerMinimumAttempts = 4 };
    private int _attempts;

    [Theory]
    [InlineData(500, true)]
    [InlineData(502, true)]
    [InlineData(503, true)]
    [InlineData(504, true)]
    [InlineData(529, true)]
    [InlineData(429, false)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    public async Task Status_AgainAndAgain_OpensTheCircuitIfTheProviderIsIll(int status, bool opens)
    {
        var pipeline = Build();

        await RunAsync(pipeline, 6, status);

        _attempts.ShouldBe(opens ? 4 : 6);
    }

    [Fact]
    public async Task Status_FewerThanTheRatio_LeavesItClosed()
    {
        var pipeline = Build();

        for (var call = 0; call < 10; call++)
        {
            await RunAsync(pipeline, 2, 200);
            await RunAsync(pipeline, 1, 500);
        }

        _attempts.ShouldBe(30);
    }

    [Fact]
    public async Task Pause_Over_OneCallIsLetThroughAndClosesIt()
    {
        var pipeline = Build();
        await RunAsync(pipeline, 6, 503);

        _time.Advance(_options.BreakerPause);
        await RunAsync(pipeline, 3, 200);

        _attempts.ShouldBe(4 + 3);
    }

    [Fact]
    public async Task Circuit_OpensInMidCall_EndsItsRetries()
    {
        _options.MaxAttempts = 10;
        _options.RetryDelay = TimeSpan.FromMilliseconds(1);
        var pipeline = Build(TimeProvider.System);

        (await Record.ExceptionAsync(() => RunOnceAsync(pipeline, 503))).ShouldBeOfType<BrokenCircuitException>();

        _attempts.ShouldBe(4);
    }

    [Fact]
    public async Task Breaker_SwitchedOff_LetsAllThrough()
    {
        _options.BreakerEnabled = false;
        var pipeline = Build();

        await RunAsync(pipeline, 10, 503);

        _attempts.ShouldBe(10);
    }

    private ResiliencePipeline<HttpResponseMessage> Build(TimeProvider? time = null)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage>();
        ProviderRetries.Build(builder, _options, time ?? _time);
        return builder.Build();
    }

    private async Task RunAsync(ResiliencePipeline<HttpResponseMessage> pipeline, int calls, int status)
    {
        for (var call = 0; call < calls; call++)
        {
            await Record.ExceptionAsync(() => RunOnceAsync(pipeline, status));
        }
    }

    private async Task RunOnceAsync(ResiliencePipeline<HttpResponseMessage> pipeline, int status)
    {
        using var response = await pipeline.ExecuteAsync(_ =>
        {
            _attempts++;
            return ValueTask.FromResult(new HttpResponseMessage((HttpStatusCode)status));
        });
    }
}
