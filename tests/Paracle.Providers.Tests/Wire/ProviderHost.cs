using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace Paracle.Providers.Tests.Wire;

/// <summary>One host with providers, as an application would set it up. Everything is logged, down to Trace.</summary>
public sealed class ProviderHost : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    public ProviderHost(Action<IParacleBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddFakeLogging().SetMinimumLevel(LogLevel.Trace));
        services.AddParacleProviders();
        configure(new Builder(services));
        _provider = services.BuildServiceProvider();
    }

    public IServiceProvider Services => _provider;

    public IProviderCatalog Catalog => _provider.GetRequiredService<IProviderCatalog>();

    public IReadOnlyList<FakeLogRecord> Logs => _provider.GetFakeLogCollector().GetSnapshot();

    public IChatClient Client(string? name = null) => Catalog.GetClient(name);

    public void ValidateAtStart() => _provider.GetRequiredService<IStartupValidator>().Validate();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private sealed record Builder(IServiceCollection Services) : IParacleBuilder;
}
