using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Paracle.Simulation;

namespace Paracle.Providers.Tests.Wire;

/// <summary>What a provider says of its limits in its headers, over a vendor's real client.</summary>
public abstract class RateLimitWireTests<TVendor>
    where TVendor : IWireVendor, new()
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-01-18T12:00:00Z"));

    [Theory]
    [InlineData("x-ratelimit-remaining-requests", "0", "x-ratelimit-limit-requests", "60", "x-ratelimit-reset-requests", "1m0s")]
    [InlineData("x-ratelimit-remaining-tokens", "3", "x-ratelimit-limit-tokens", "60000", "x-ratelimit-reset-tokens", "59.5s")]
    [InlineData("anthropic-ratelimit-requests-remaining", "0", "anthropic-ratelimit-requests-limit", "50", "anthropic-ratelimit-requests-reset", "2026-01-18T12:01:00Z")]
    [InlineData("anthropic-ratelimit-tokens-remaining", "0", "anthropic-ratelimit-tokens-limit", "50000", "anthropic-ratelimit-tokens-reset", "2026-01-18T12:01:00Z")]
    public async Task Headers_NothingLeft_MakeTheNextCallWait(params string[] headers)
    {
        await using var wire = await StartAsync();
        wire.Server.Enqueue(ModelReply.Text("one") with { Headers = Pairs(headers) });
        await wire.Client.GetResponseAsync("Hello");

        var second = wire.Client.GetResponseAsync("Hello");

        second.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1)); // so soon there is no room
        wire.Server.Counters.Current.Received.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(20));
        await second.WaitAsync(WireHost.Patience);
    }

    [Theory]
    [InlineData("x-ratelimit-remaining-requests", "-1", "x-ratelimit-limit-requests", "60", "x-ratelimit-reset-requests", "1m0s")]
    [InlineData("x-ratelimit-remaining-requests", "none", "x-ratelimit-limit-requests", "60", "x-ratelimit-reset-requests", "1m0s")]
    [InlineData("x-ratelimit-remaining-requests", "0", "x-ratelimit-limit-requests", "0", "x-ratelimit-reset-requests", "1m0s")]
    [InlineData("x-ratelimit-remaining-requests", "0", "x-ratelimit-limit-requests", "60", "x-ratelimit-reset-requests", "in a while")]
    [InlineData("x-ratelimit-remaining-requests", "0", "x-ratelimit-limit-requests", "60", "x-ratelimit-reset-requests", "-5s")]
    [InlineData("x-ratelimit-remaining-requests", "0", "x-ratelimit-limit-requests", "60", "x-ratelimit-reset-requests", "999999999h")]
    [InlineData("x-ratelimit-remaining-tokens", "0", "x-ratelimit-limit-tokens", "60000", "x-ratelimit-reset-tokens", "1e999")]
    [InlineData("anthropic-ratelimit-requests-remaining", "0", "anthropic-ratelimit-requests-limit", "50", "anthropic-ratelimit-requests-reset", "2099-01-18T12:01:00Z")]
    [InlineData("anthropic-ratelimit-requests-remaining", "0", "anthropic-ratelimit-requests-limit", "50", "anthropic-ratelimit-requests-reset", "2026-99-99T00:00:00Z")]
    [InlineData("anthropic-ratelimit-requests-remaining", "99999999999999999999", "anthropic-ratelimit-requests-limit", "50", "anthropic-ratelimit-requests-reset", "2026-01-18T12:01:00Z")]
    public async Task Headers_OfNoSense_AreUnknown(params string[] headers)
    {
        await using var wire = await StartAsync();
        wire.Server.Enqueue(ModelReply.Text("one") with { Headers = Pairs(headers) });

        await wire.Client.GetResponseAsync("Hello");
        await wire.Client.GetResponseAsync("Hello").WaitAsync(WireHost.Patience);

        wire.Server.Counters.Current.Received.ShouldBe(2);
    }

    [Fact]
    public async Task Headers_OfOneModel_DoNotHoldUpAnother()
    {
        await using var wire = await StartAsync();
        await wire.Client.GetResponseAsync("Hello", new ChatOptions { ModelId = "other-model" });
        await wire.Client.GetResponseAsync("Hello");
        wire.Server.Enqueue(ModelReply.Text("one") with
        {
            Headers = Pairs(["x-ratelimit-remaining-requests", "0", "x-ratelimit-limit-requests", "60", "x-ratelimit-reset-requests", "60s"]),
        });
        await wire.Client.GetResponseAsync("Hello", new ChatOptions { ModelId = "other-model" });

        var held = wire.Client.GetResponseAsync("Hello", new ChatOptions { ModelId = "other-model" });
        await wire.Client.GetResponseAsync("Hello").WaitAsync(WireHost.Patience);

        held.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        await held.WaitAsync(WireHost.Patience);
    }

    [Fact]
    public async Task RetryAfter_LongerThanTheDeadline_RefusesTheNextCallsWithoutSendingThem()
    {
        await using var wire = await StartAsync();
        wire.Server.Enqueue(ModelReply.RateLimited(TimeSpan.FromMinutes(10)));
        await Should.ThrowAsync<ProviderException>(() => wire.Client.GetResponseAsync("Hello"));

        var error = await Should.ThrowAsync<LimitExceededException>(() => wire.Client.GetResponseAsync("Hello"));

        error.Code.ShouldBe(ErrorCodes.RateLimited);
        error.RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMinutes(9.9), TimeSpan.FromMinutes(10));
        wire.Server.Counters.Current.Received.ShouldBe(1);
        _time.Advance(TimeSpan.FromMinutes(10));
        await wire.Client.GetResponseAsync("Hello");
    }

    [Fact]
    public async Task RateLimit_AroundProvider_AddsNoAttempt()
    {
        await using var wire = await StartAsync(http => http.MaxAttempts = 1);
        wire.Server.Responder = _ => ModelReply.Status(503);

        await Should.ThrowAsync<ProviderException>(() => wire.Client.GetResponseAsync("Hello"));

        wire.Server.Counters.Current.Received.ShouldBe(1);
    }

    private Task<WireHost> StartAsync(Action<ProviderHttpOptions>? http = null) => WireHost.StartAsync<TVendor>(http, builder =>
    {
        builder.Services.AddInMemoryCoordination().Replace(ServiceDescriptor.Singleton<TimeProvider>(_time));
        builder.UseTokenRateLimit();
    });

    private static Dictionary<string, string> Pairs(string[] headers) => headers.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
