using Paracle.Simulation;

namespace Paracle.Providers.Tests.Wire;

/// <summary>A vendor's package, as the wire suites see it.</summary>
public interface IWireVendor
{
    /// <summary>Whose protocol it speaks.</summary>
    ModelVendor Protocol { get; }

    /// <summary>Whether its client takes an answer without usage for a broken one.</summary>
    bool DemandsUsage { get; }

    /// <summary>Adds a provider that speaks to the server.</summary>
    void Add(IParacleBuilder builder, string name, Uri server, string apiKey, Action<ProviderHttpOptions> http);
}
