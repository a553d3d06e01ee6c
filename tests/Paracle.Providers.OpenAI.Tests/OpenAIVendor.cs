using Paracle.Providers.Tests.Wire;
using Paracle.Simulation;

namespace Paracle.Providers.OpenAI.Tests;

public sealed class OpenAIVendor : IWireVendor
{
    public ModelVendor Protocol => ModelVendor.OpenAI;

    public bool DemandsUsage => false;

    public void Add(IParacleBuilder builder, string name, Uri server, string apiKey, Action<ProviderHttpOptions> http) =>
        builder.AddOpenAI(name, options =>
        {
            options.BaseUrl = new Uri(server, "v1");
            options.ApiKey = apiKey;
            options.Model = "default-model";
            http(options.Http);
        });
}
