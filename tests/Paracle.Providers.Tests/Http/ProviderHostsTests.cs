using Paracle.Providers.Http.Internal;

namespace Paracle.Providers.Tests.Http;

public sealed class ProviderHostsTests
{
    [Theory]
    [InlineData("https://models.example/v1/chat", true)]
    [InlineData("https://MODELS.example:8443/", true)]
    [InlineData("https://files.example/", false)]
    [InlineData("https://models.example.evil.example/", false)]
    [InlineData("http://models.example/v1", false)]
    [InlineData("ftp://models.example/v1", false)]
    [InlineData("http://127.0.0.1/v1", false)]
    public void Request_WithoutAList_GoesToTheHostOfBaseUrlAlone(string url, bool isAllowed) =>
        new ProviderHosts(new Uri("https://models.example/v1"), new ProviderHttpOptions()).Allow(new Uri(url)).ShouldBe(isAllowed);

    [Theory]
    [InlineData("https://models.example/v1", true)]
    [InlineData("https://files.example/", true)]
    [InlineData("https://others.example/", false)]
    public void Request_WithAList_GoesToItsHosts(string url, bool isAllowed)
    {
        var options = new ProviderHttpOptions { AllowedHosts = { "models.example", "files.example" } };

        new ProviderHosts(new Uri("https://models.example/v1"), options).Allow(new Uri(url)).ShouldBe(isAllowed);
    }

    [Theory]
    [InlineData("http://localhost:8000/v1", true)]
    [InlineData("http://127.0.0.1:8000/v1", false)]
    [InlineData("https://localhost/v1", true)]
    public void Request_ToThisMachine_MayBeUnencrypted(string url, bool isAllowed) =>
        new ProviderHosts(new Uri("http://localhost:8000"), new ProviderHttpOptions()).Allow(new Uri(url)).ShouldBe(isAllowed);
}
