using System.Net;
using Microsoft.Extensions.Time.Testing;
using Paracle.Providers.Http.Internal;
using Polly;

namespace Paracle.Providers.Tests.Http;

public sealed class ProviderRetriesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ProviderHttpOptions _options = new();
    private int _attempts;

    [Theory]
    [InlineData(200, false)]
    [InlineData(302, false)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(408, false)]
    [InlineData(409, false)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(501, false)]
    [InlineData(502, true)]
    [InlineData(503, true)]
    [InlineData(504, true)]
    [InlineData(529, true)]
    public async Task Status_Received_IsSentAgainOnlyIfItMayPass(int status, bool isRetried)
    {
        using var response = await RunAsync(_ => Response(status));

        ((int)response.StatusCode).ShouldBe(status);
        _attempts.ShouldBe(isRetried ? 3 : 1);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, true)]
    [InlineData(HttpRequestError.ConnectionError, true)]
    [InlineData(HttpRequestError.SecureConnectionError, true)]
    [InlineData(HttpRequestError.ProxyTunnelError, true)]
    [InlineData(HttpRequestError.ResponseEnded, false)]
    [InlineData(HttpRequestError.InvalidResponse, false)]
    [InlineData(HttpRequestError.HttpProtocolError, false)]
    [InlineData(HttpRequestError.Unknown, false)]
    public async Task Failure_WithoutStatus_IsSentAgainOnlyIfItNeverLeft(HttpRequestError error, bool isRetried)
    {
        await Should.ThrowAsync<HttpRequestException>(() => RunAsync(_ => throw new HttpRequestException(error)));

        _attempts.ShouldBe(isRetried ? 3 : 1);
    }

    [Fact]
    public async Task Attempt_RunsOutOfTime_IsNotSentAgain()
    {
        var running = RunAttemptsAsync(async cancellationToken =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return Response(200);
        });

        _time.Advance(_options.AttemptTimeout);

        (await Should.ThrowAsync<Polly.Timeout.TimeoutRejectedException>(() => running)).Timeout.ShouldBe(_options.AttemptTimeout);
        _attempts.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RetryAfter_ThatFits_IsWaitedToTheEnd(bool isDate)
    {
        var wait = TimeSpan.FromSeconds(42);
        var again = new TaskCompletionSource();
        var running = RunAsync(
            _ =>
            {
                if (_attempts == 2)
                {
                    again.SetResult();
                    return Response(200);
                }

                var response = Response(429);
                response.Headers.RetryAfter = isDate ? new(_time.GetUtcNow() + wait) : new(wait);
                return response;
            },
            advance: false);

        _time.Advance(wait - TimeSpan.FromMilliseconds(1));
        _attempts.ShouldBe(1);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await again.Task;
        (await running).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task RetryAfter_LongerThanTheTimeLeft_IsNotWaitedFor()
    {
        var left = _options.TotalTimeout;
        _options.MaxRetryAfter = left;

        using var response = await RunAsync(
            _ =>
            {
                // The first attempt spends a minute, so that what would fit into the whole no longer does.
                _time.Advance(TimeSpan.FromMinutes(1));
                var refused = Response(503);
                refused.Headers.RetryAfter = new(left - TimeSpan.FromMinutes(1));
                return refused;
            },
            advance: false);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        _attempts.ShouldBe(1);
    }

    [Fact]
    public async Task MaxAttempts_One_NeverSendsAgain()
    {
        _options.MaxAttempts = 1;

        using var response = await RunAsync(_ => Response(503));

        _attempts.ShouldBe(1);
    }

    private static HttpResponseMessage Response(int status) => new((HttpStatusCode)status);

    private Task<HttpResponseMessage> RunAsync(Func<CancellationToken, HttpResponseMessage> attempt, bool advance = true) =>
        RunAttemptsAsync(cancellationToken => Task.FromResult(attempt(cancellationToken)), advance);

    private async Task<HttpResponseMessage> RunAttemptsAsync(Func<CancellationToken, Task<HttpResponseMessage>> attempt, bool advance = false)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage>();
        ProviderRetries.Build(builder, _options, _time);
        using var request = new HttpRequestMessage();
        request.Options.Set(ProviderRetries.BeganAt, _time.GetTimestamp());
        var context = ResilienceContextPool.Shared.Get();
        context.SetRequestMessage(request);
        var running = builder.Build().ExecuteAsync(
            async inner =>
            {
                _attempts++;
                return await attempt(inner.CancellationToken);
            },
            context).AsTask();
        while (advance && !running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await running;
    }
}
