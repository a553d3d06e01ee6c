using Microsoft.Extensions.AI;

namespace Paracle;

/// <summary>The providers the host configured, by name.</summary>
public interface IProviderCatalog
{
    /// <summary>The names, in the order they were added.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The client of a provider. The catalog owns it: do not dispose it.</summary>
    /// <param name="name">The provider's name, or null for the only or default one.</param>
    /// <returns>The client.</returns>
    /// <exception cref="ConfigurationException">No provider of that name is configured, or none is named and several are; the message says which call to add.</exception>
    IChatClient GetClient(string? name);
}
