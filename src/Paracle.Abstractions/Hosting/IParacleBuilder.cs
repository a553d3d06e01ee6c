using Microsoft.Extensions.DependencyInjection;

namespace Paracle;

/// <summary>What <c>AddParacle</c> hands to the host. Each package adds extension methods named for what they bring.</summary>
public interface IParacleBuilder
{
    /// <summary>The host's services.</summary>
    IServiceCollection Services { get; }
}
