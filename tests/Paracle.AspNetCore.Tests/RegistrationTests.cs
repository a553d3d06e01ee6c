using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using Paracle.AspNetCore.Tests.Doubles;

namespace Paracle.AspNetCore.Tests;

public sealed class RegistrationTests
{
    public static TheoryData<string> BadOptions => [.. Bad.Keys];

    private static Dictionary<string, Action<HttpApiOptions>> Bad { get; } = new()
    {
        [nameof(HttpApiOptions.MaxRequestBodyBytes)] = options => options.MaxRequestBodyBytes = 0,
        [nameof(HttpApiOptions.RateLimitPermits)] = options => options.RateLimitPermits = 0,
        [nameof(HttpApiOptions.RateLimitWindow)] = options => options.RateLimitWindow = TimeSpan.Zero,
        [nameof(HttpApiOptions.RateLimitScope)] = options => options.RateLimitScope = (RateLimitScope)7,
        [nameof(HttpApiOptions.MaxStreamsPerTenant)] = options => options.MaxStreamsPerTenant = -1,
        [nameof(HttpApiOptions.HeartbeatInterval)] = options => options.HeartbeatInterval = Timeout.InfiniteTimeSpan,
        [nameof(HttpApiOptions.StreamWriteTimeout)] = options => options.StreamWriteTimeout = TimeSpan.MaxValue,
        [nameof(HttpApiOptions.CompressionThreshold)] = options => options.CompressionThreshold = -1,
        [nameof(HttpApiOptions.ReadinessLifetime)] = options => options.ReadinessLifetime = TimeSpan.FromTicks(-1),
        [nameof(HttpApiOptions.ReadinessTimeout)] = options => options.ReadinessTimeout = TimeSpan.Zero,
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public async Task Start_OptionOutOfRange_FailsAndNamesIt(string option)
    {
        await using var host = new HttpHost(Bad[option]);

        (await Should.ThrowAsync<OptionsValidationException>(host.StartAsync())).Message.ShouldContain(option);
    }

    [Fact]
    public void BadOptions_CoverEveryOption() =>
        Bad.Keys.ShouldBe(typeof(HttpApiOptions).GetProperties().Select(property => property.Name), ignoreOrder: true);

    [Fact]
    public async Task MapParacle_WithoutAddHttpApi_SaysWhatToAdd()
    {
        await using var application = WebApplication.CreateSlimBuilder().Build();

        Should.Throw<ConfigurationException>(() => application.MapParacle()).Message.ShouldContain("AddHttpApi");
    }

    [Fact]
    public async Task MapParacle_UnderAPrefixOfTheHost_IsReachedThere()
    {
        await using var host = new HttpHost { Before = application => application.UsePathBase("/ai") };
        await host.StartAsync();

        using var answer = await host.SendAsync(HttpMethod.Put, "/ai/api/v1/agents/mine", "{}");

        answer.Headers.Location!.OriginalString.ShouldBe("/ai/api/v1/agents/mine");
    }
}
