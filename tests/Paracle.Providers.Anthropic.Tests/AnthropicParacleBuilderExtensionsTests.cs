using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Paracle.Providers.Tests.Wire;
using Paracle.Simulation;

namespace Paracle.Providers.Anthropic.Tests;

public sealed class AnthropicParacleBuilderExtensionsTests
{
    [Fact]
    public async Task AddAnthropic_WithoutName_IsAnthropic()
    {
        await using var host = new ProviderHost(builder => builder.AddAnthropic(options => (options.ApiKey, options.Model) = ("key", "model")));

        host.ValidateAtStart();
        host.Catalog.Names.ShouldBe(["anthropic"]);
        host.Client().GetService<ChatClientMetadata>()!.ProviderUri.ShouldBe(new Uri("https://api.anthropic.com"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_001)]
    public async Task MaxOutputTokens_OutOfRange_IsRefusedAtStart(int tokens)
    {
        await using var host = new ProviderHost(builder => builder.AddAnthropic(options =>
            (options.ApiKey, options.Model, options.MaxOutputTokens) = ("key", "model", tokens)));

        Should.Throw<OptionsValidationException>(host.ValidateAtStart).Message.ShouldContain($"MaxOutputTokens is {tokens}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WithSampling_KeepsAllElseOfTheRequest(bool isStreaming)
    {
        await using var wire = await WireHost.StartAsync<AnthropicVendor>();
        var options = new ChatOptions
        {
            Instructions = "Be brief.",
            StopSequences = ["END"],
            Tools = [AIFunctionFactory.Create((int number) => number + 1, "increment")],
        };
        await AskAsync(wire, options, isStreaming);
        options.Temperature = 0.7f;
        options.TopP = 0.5f;
        options.TopK = 3;
        await AskAsync(wire, options, isStreaming);

        var (plain, sampled) = (MembersOf(wire.Server.Requests[0]), MembersOf(wire.Server.Requests[1]));
        plain["max_tokens"].ShouldBe("4096");
        sampled["temperature"].ShouldBe("0.7");
        sampled["top_p"].ShouldBe("0.5");
        sampled["top_k"].ShouldBe("3");
        foreach (var name in new[] { "temperature", "top_p", "top_k" })
        {
            sampled.Remove(name).ShouldBeTrue();
        }

        sampled.ShouldBe(plain, ignoreOrder: true);
    }

    private static Dictionary<string, string> MembersOf(ModelRequest request) =>
        request.Json.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetRawText());

    private static Task<ChatResponse> AskAsync(WireHost wire, ChatOptions options, bool isStreaming) => isStreaming
        ? wire.Client.GetStreamingResponseAsync("Hello", options).ToChatResponseAsync()
        : wire.Client.GetResponseAsync("Hello", options);
}
