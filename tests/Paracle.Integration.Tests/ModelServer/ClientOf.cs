using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Microsoft.Extensions.AI;
using OpenAI;
using Paracle.Simulation;

namespace Paracle.Integration.Tests.Simulation;

/// <summary>The vendors' own SDKs, pointed at a model server, with no retries.</summary>
internal static class ClientOf
{
    public const string Model = "simulated-small";

    public static IChatClient Chat(ModelServer server, ModelVendor vendor) => vendor == ModelVendor.OpenAI
        ? OpenAI(server).GetChatClient(Model).AsIChatClient()
        : Anthropic(server).AsIChatClient(Model);

    public static OpenAIClient OpenAI(ModelServer server) => new(
        new ApiKeyCredential("none"),
        new OpenAIClientOptions { Endpoint = server.OpenAIEndpoint, RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });

    public static AnthropicClient Anthropic(ModelServer server) =>
        new() { ApiKey = "none", BaseUrl = server.BaseAddress.ToString(), MaxRetries = 0 };
}
