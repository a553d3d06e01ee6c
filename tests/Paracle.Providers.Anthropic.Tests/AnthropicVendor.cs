using Paracle.Providers.Tests.Wire;
using Paracle.Simulation;

namespace Paracle.Providers.Anthropic.Tests;

public sealed class AnthropicVendor : IWireVendor
{
    public ModelVendor Protocol => ModelVendor.Anthropic;

    public bool DemandsUsage => true;

    public void Add(IParacleBuilder builder, string name, Uri server, string apiKey, Action<ProviderHttpOptions> http) =>
        builder.AddAnthropic(name, options =>
        {
            options.BaseUrl = server;
            options.ApiKey = apiKey;
            options.Model = "default-model";
            http(options.Http);
        });
}
