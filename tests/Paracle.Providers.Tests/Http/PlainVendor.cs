using Paracle.Providers.Tests.Wire;
using Paracle.Simulation;

namespace Paracle.Providers.Tests.Http;

public sealed class PlainVendor : IWireVendor
{
    public ModelVendor Protocol => ModelVendor.OpenAI;

    public bool DemandsUsage => false;

    public void Add(IParacleBuilder builder, string name, Uri server, string apiKey, Action<ProviderHttpOptions> http) =>
        builder.AddHttpProvider<PlainOptions>(
            name,
            options =>
            {
                options.BaseUrl = server;
                options.ApiKey = apiKey;
                http(options.Http);
            },
            static (client, options) => new PlainChatClient(client, options));
}
