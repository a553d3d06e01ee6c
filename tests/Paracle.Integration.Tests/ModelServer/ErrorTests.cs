using System.ClientModel;
using Anthropic.Exceptions;
using Microsoft.Extensions.AI;
using Paracle.Simulation;

namespace Paracle.Integration.Tests.Simulation;

public sealed class ErrorTests
{
    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Status_Scripted_IsThrownByOpenAIsClient(int statusCode)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.Status(statusCode, "as scripted"));
        using IChatClient client = ClientOf.Chat(server, ModelVendor.OpenAI);

        ClientResultException exception = await Should.ThrowAsync<ClientResultException>(() => client.GetResponseAsync("Hello"));

        exception.Status.ShouldBe(statusCode);
        exception.Message.ShouldContain("as scripted");
        server.Counters.Current.Received.ShouldBe(1);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(529)]
    public async Task Status_Scripted_IsThrownByAnthropicsClient(int statusCode)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.Status(statusCode, "as scripted"));
        using IChatClient client = ClientOf.Chat(server, ModelVendor.Anthropic);

        AnthropicApiException exception = await Should.ThrowAsync<AnthropicApiException>(() => client.GetResponseAsync("Hello"));

        ((int)exception.StatusCode).ShouldBe(statusCode);
        exception.ResponseBody.ShouldContain("as scripted");
        server.Counters.Current.Received.ShouldBe(1);
    }

    [Fact]
    public async Task RateLimit_Scripted_CarriesItsHeaders()
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.RateLimited(TimeSpan.FromSeconds(86_400)));
        using IChatClient client = ClientOf.Chat(server, ModelVendor.OpenAI);

        ClientResultException exception = await Should.ThrowAsync<ClientResultException>(() => client.GetResponseAsync("Hello"));

        exception.GetRawResponse()!.Headers.TryGetValue("Retry-After", out string? retryAfter).ShouldBeTrue();
        retryAfter.ShouldBe("86400");
    }

    [Theory]
    [InlineData(ModelVendor.OpenAI)]
    [InlineData(ModelVendor.Anthropic)]
    public async Task Dropped_Scripted_FailsWithoutAResponse(ModelVendor vendor)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Enqueue(ModelReply.Dropped());
        using IChatClient client = ClientOf.Chat(server, vendor);

        await Should.ThrowAsync<Exception>(() => client.GetResponseAsync("Hello"));

        await server.Counters.WaitForCompletedAsync(1, TestTime.Limit);
        server.Counters.Current.Received.ShouldBe(1, "a request that was sent must not be sent again");
    }

    [Theory]
    [InlineData(ModelVendor.OpenAI)]
    [InlineData(ModelVendor.Anthropic)]
    public async Task Responder_Throws_TheClientSeesWhy(ModelVendor vendor)
    {
        await using ModelServer server = await ModelServer.StartAsync();
        server.Responder = _ => throw new InvalidOperationException("a mistake in the test");
        using IChatClient client = ClientOf.Chat(server, vendor);

        Exception exception = await Should.ThrowAsync<Exception>(() => client.GetResponseAsync("Hello"));

        exception.Message.ShouldContain("a mistake in the test");
    }
}
