using Paracle.Providers.Tests.Wire;
using Paracle.Testing.Conformance;

namespace Paracle.Providers.Tests.Catalog;

public sealed class ProviderCatalogConformanceTests : ProviderCatalogConformance, IAsyncDisposable
{
    private ProviderHost? _host;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    protected override IProviderCatalog Create(string? defaultName, params string[] names)
    {
        _host = new ProviderHost(builder =>
        {
            foreach (var name in names)
            {
                builder.AddProvider(name, _ => new ScriptedChatClient(name));
            }

            builder.ConfigureProviders(providers => providers.Default = defaultName);
        });
        return _host.Catalog;
    }
}
