using System.Net;
using System.Text.Json;
using Anthropic;
using Anthropic.Models.Models;
using Microsoft.Extensions.AI;
using OpenAI.Models;
using Paracle.Simulation;

namespace Paracle.Integration.Tests.Simulation;

public sealed class EndpointTests
{
    [Fact]
    public async Task Embeddings_ThroughTheSdk_DependOnTheTextAlone()
    {
        await using ModelServer server = await ModelServer.StartAsync();
        using IEmbeddingGenerator<string, Embedding<float>> generator =
            ClientOf.OpenAI(server).GetEmbeddingClient("simulated-embedding").AsIEmbeddingGenerator();

        GeneratedEmbeddings<Embedding<float>> first = await generator.GenerateAsync(["sea", "sky", "sea"]);
        Embedding<float> wide = await generator.GenerateAsync("sea", new EmbeddingGenerationOptions { Dimensions = 3 });

        first.Count.ShouldBe(3);
        first[0].Vector.ToArray().ShouldBe(first[2].Vector.ToArray());
        first[0].Vector.ToArray().ShouldNotBe(first[1].Vector.ToArray());
        first[0].Vector.ToArray().Sum(value => value * value).ShouldBe(1f, 1e-5f);
        first.Usage!.InputTokenCount!.Value.ShouldBeGreaterThan(0);
        wide.Vector.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Embeddings_AsFloats_AreTheSameVectors()
    {
        await using ModelServer server = await ModelServer.StartAsync();
        using HttpClient client = RawClient.To(server);

        using HttpResponseMessage floats = await RawClient.PostAsync(client, "/v1/embeddings", """{"model":"m","input":"sea"}""");
        using JsonDocument json = JsonDocument.Parse(await floats.Content.ReadAsStringAsync());
        float[] vector = [.. json.RootElement.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(item => item.GetSingle())];
        using IEmbeddingGenerator<string, Embedding<float>> generator =
            ClientOf.OpenAI(server).GetEmbeddingClient("m").AsIEmbeddingGenerator();

        (await generator.GenerateVectorAsync("sea")).ToArray().ShouldBe(vector);
    }

    [Fact]
    public async Task Models_ThroughBothSdks_AreListed()
    {
        await using ModelServer server = await ModelServer.StartAsync();
        using AnthropicClient anthropic = ClientOf.Anthropic(server);

        OpenAIModelCollection ofOpenAI = (await ClientOf.OpenAI(server).GetOpenAIModelClient().GetModelsAsync()).Value;
        ModelListPage ofAnthropic = await anthropic.Models.List();

        ofOpenAI.Select(model => model.Id).ShouldContain(ClientOf.Model);
        ofAnthropic.Items.Select(model => model.ID).ShouldContain(ClientOf.Model);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "{", HttpStatusCode.BadRequest)]
    [InlineData("/v1/chat/completions", "", HttpStatusCode.BadRequest)]
    [InlineData("/v1/chat/completions", "[]", HttpStatusCode.BadRequest)]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"x"}]}""", HttpStatusCode.BadRequest)]
    [InlineData("/v1/chat/completions", """{"model":"m","messages":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("/v1/messages", """{"model":"m","messages":[{"role":"user","content":"x"}]}""", HttpStatusCode.BadRequest)]
    [InlineData("/v1/embeddings", """{"model":"m","input":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("/v1/embeddings", """{"model":"m","input":"x","dimensions":-1}""", HttpStatusCode.BadRequest)]
    [InlineData("/v1/models", "{}", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/v2/anything", "{}", HttpStatusCode.NotFound)]
    public async Task Request_Malformed_IsRefusedAndTakesNoReply(string path, string body, HttpStatusCode expected)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.Status(418));
        using HttpClient client = RawClient.To(server);

        using HttpResponseMessage refused = await RawClient.PostAsync(client, path, body);
        using HttpResponseMessage next = await RawClient.SendAsync(client, "/v1/messages", isStreaming: false);

        refused.StatusCode.ShouldBe(expected);
        JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.TryGetProperty("error", out _).ShouldBeTrue();
        next.StatusCode.ShouldBe((HttpStatusCode)418);
    }

    [Fact]
    public async Task Http2_WithPriorKnowledge_IsSpoken()
    {
        await using ModelServer server = await ModelServer.StartAsync(new ModelServerOptions { Http2 = true });
        using HttpClient client = RawClient.To(server);
        client.DefaultRequestVersion = HttpVersion.Version20;
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        using HttpResponseMessage response = await RawClient.SendAsync(client, "/v1/messages", isStreaming: true);

        response.Version.ShouldBe(HttpVersion.Version20);
        (await response.Content.ReadAsStringAsync()).ShouldContain("message_stop");
    }
}
