using Microsoft.Extensions.Options;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.Http;

public sealed class HttpProviderOptionsTests
{
    private const string Canary = "canary-9ae0";

    [Fact]
    public void Defaults_Always_AreValid() => FailureOf(_ => { }).ShouldBeNull();

    [Theory]
    [InlineData("https://models.example/v1")]
    [InlineData("http://localhost:8000/v1")]
    [InlineData("http://127.0.0.1:8000")]
    [InlineData("http://[::1]:8000")]
    public void BaseUrl_EncryptedOrOnThisMachine_IsValid(string url) => FailureOf(options => options.BaseUrl = new Uri(url)).ShouldBeNull();

    [Theory]
    [InlineData(null, "no absolute URL")]
    [InlineData("models.example/v1", "no absolute URL")]
    [InlineData("http://models.example/v1", "not encrypted")]
    [InlineData("http://10.0.0.7/v1", "not encrypted")]
    [InlineData("http://127.0.0.1.example/v1", "not encrypted")]
    [InlineData("ftp://127.0.0.1/v1", "not encrypted")]
    [InlineData("https://user:" + Canary + "@models.example/v1", "user name or password")]
    [InlineData("http://user:" + Canary + "@localhost/v1", "user name or password")]
    [InlineData("https://models.example/v1?key=" + Canary, "query or fragment")]
    [InlineData("https://models.example/v1#" + Canary, "query or fragment")]
    public void BaseUrl_Unsafe_IsRefusedAtStart(string? url, string reason)
    {
        var failure = FailureOf(options => options.BaseUrl = url is null ? null : new Uri(url, UriKind.RelativeOrAbsolute)).ShouldNotBeNull();

        failure.ShouldContain("Provider 'only': BaseUrl");
        failure.ShouldContain(reason);
        failure.ShouldNotContain(Canary);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(Canary + "\n")]
    [InlineData("Bearer " + Canary)]
    [InlineData(Canary + "ä")]
    public void ApiKey_MissingOrNoKey_IsRefusedWithoutRepeatingIt(string? key)
    {
        var failure = FailureOf(options => options.ApiKey = key!).ShouldNotBeNull();

        failure.ShouldContain("Provider 'only': ApiKey");
        failure.ShouldNotContain(Canary);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Model_Missing_IsRefused(string? model) => FailureOf(options => options.Model = model!).ShouldNotBeNull().ShouldContain("Model is not set");

    [Theory]
    [InlineData(nameof(ProviderHttpOptions.ConnectTimeout))]
    [InlineData(nameof(ProviderHttpOptions.AttemptTimeout))]
    [InlineData(nameof(ProviderHttpOptions.TotalTimeout))]
    [InlineData(nameof(ProviderHttpOptions.IdleTimeout))]
    [InlineData(nameof(ProviderHttpOptions.FirstTokenTimeout))]
    [InlineData(nameof(ProviderHttpOptions.TokenTimeout))]
    [InlineData(nameof(ProviderHttpOptions.CallTimeout))]
    [InlineData(nameof(ProviderHttpOptions.RetryDelay))]
    [InlineData(nameof(ProviderHttpOptions.PooledConnectionLifetime))]
    [InlineData(nameof(ProviderHttpOptions.PooledConnectionIdleTimeout))]
    [InlineData(nameof(ProviderHttpOptions.KeepAlivePingDelay))]
    [InlineData(nameof(ProviderHttpOptions.KeepAlivePingTimeout))]
    public void Duration_ZeroNegativeInfiniteOrHuge_IsRefusedByName(string setting)
    {
        foreach (var value in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(-1), Timeout.InfiniteTimeSpan, TimeSpan.FromDays(3), TimeSpan.MaxValue })
        {
            var failure = FailureOf(options => typeof(ProviderHttpOptions).GetProperty(setting)!.SetValue(options.Http, value));

            failure.ShouldNotBeNull(value.ToString()).ShouldContain(setting);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(11)]
    public void MaxAttempts_OutOfRange_IsRefused(int attempts) =>
        FailureOf(options => options.Http.MaxAttempts = attempts).ShouldNotBeNull().ShouldContain("MaxAttempts");

    [Fact]
    public void MaxConnectionsPerServer_Zero_IsRefused() =>
        FailureOf(options => options.Http.MaxConnectionsPerServer = 0).ShouldNotBeNull().ShouldContain("MaxConnectionsPerServer");

    [Fact]
    public void AttemptTimeout_LongerThanTotal_IsRefused() =>
        FailureOf(options => options.Http.AttemptTimeout = TimeSpan.FromMinutes(6)).ShouldNotBeNull().ShouldContain("TotalTimeout");

    [Fact]
    public void AllowedHosts_WithoutThatOfBaseUrl_AreRefused() =>
        FailureOf(options => options.Http.AllowedHosts.Add("files.example")).ShouldNotBeNull().ShouldContain("Http.AllowedHosts lacks (files.example)");

    [Fact]
    public void Http_Null_IsRefused() => FailureOf(options => options.Http = null!).ShouldNotBeNull().ShouldContain("Http is null");

    [Fact]
    public async Task Client_BadOptionsAndNoStart_IsAConfigurationErrorBeforeAnyCall()
    {
        await using var host = Host(options => options.ApiKey = "");

        Should.Throw<ConfigurationException>(() => host.Client()).InnerException.ShouldBeOfType<OptionsValidationException>();
    }

    private static ProviderHost Host(Action<PlainOptions> configure) =>
        new(builder => builder.AddHttpProvider("only", configure, (client, options) => new PlainChatClient(client, options)));

    private static string? FailureOf(Action<PlainOptions> configure)
    {
        try
        {
            Host(configure).ValidateAtStart();
            return null;
        }
        catch (OptionsValidationException exception)
        {
            return exception.Message;
        }
    }
}
