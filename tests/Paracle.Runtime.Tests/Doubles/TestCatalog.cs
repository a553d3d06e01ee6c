using Microsoft.Extensions.AI;

namespace Paracle.Runtime.Tests.Doubles;

/// <summary>One provider, named main.</summary>
internal sealed class TestCatalog(IChatClient client) : IProviderCatalog
{
    public IReadOnlyList<string> Names => ["main"];

    public IChatClient GetClient(string? name) =>
        name is null or "main" ? client : throw new ConfigurationException($"No provider '{name}' is configured. Call AddProvider for it.");
}
