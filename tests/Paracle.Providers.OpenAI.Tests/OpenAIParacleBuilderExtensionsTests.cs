using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Providers.Tests.Wire;
using Paracle.Simulation;

namespace Paracle.Providers.OpenAI.Tests;

public sealed class OpenAIParacleBuilderExtensionsTests
{
    [Fact]
    public async Task AddOpenAI_WithoutName_IsOpenAI()
    {
        await using var host = new ProviderHost(builder => builder.AddOpenAI(options => (options.ApiKey, options.Model) = ("key", "model")));

        host.ValidateAtStart();
        host.Catalog.Names.ShouldBe(["openai"]);
        host.Client().GetService<ChatClientMetadata>()!.ProviderUri.ShouldBe(new Uri("https://api.openai.com/v1"));
    }

    [Theory]
    [InlineData("gateway/openai/v1")]
    [InlineData("gateway/openai/v1/")]
    public async Task BaseUrl_WithAPathOfItsOwn_IsKept(string path)
    {
        await using var server = await ModelServer.StartAsync();
        Uri? asked = null;
        await using var host = new ProviderHost(builder =>
        {
            builder.AddOpenAI(options => (options.ApiKey, options.Model, options.BaseUrl) = ("key", "model", new Uri(server.BaseAddress, path)));
            builder.Services.AddHttpClient("paracle.provider.openai").AddHttpMessageHandler(() => new RequestProbe(request => asked = request.RequestUri));
        });

        (await Should.ThrowAsync<ProviderException>(() => host.Client().GetResponseAsync("Hello"))).Status.ShouldBe(404);
        asked.ShouldBe(new Uri(server.BaseAddress, "gateway/openai/v1/chat/completions"));
    }
}
