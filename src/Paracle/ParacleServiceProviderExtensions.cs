using Microsoft.Extensions.DependencyInjection;
using Paracle.Internal;

namespace Paracle;

/// <summary>Starts and stops Paracle for programs without an <c>IHost</c>.</summary>
public static class ParacleServiceProviderExtensions
{
    /// <summary>Checks the options, opens and migrates the store, and makes every part ready. A second call changes nothing; after a stop it throws.</summary>
    /// <param name="provider">The program's services.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>A task that ends when agents can run.</returns>
    /// <exception cref="ParacleException">A part cannot start; the message says which setting to change.</exception>
    public static Task StartParacleAsync(this IServiceProvider provider, CancellationToken cancellationToken = default) =>
        provider.GetRequiredService<ParacleHost>().StartAsync(cancellationToken);

    /// <summary>Drains and stops every part: what was acknowledged is stored.</summary>
    /// <param name="provider">The program's services.</param>
    /// <param name="cancellationToken">The program's patience; what is left then fails with a typed error.</param>
    /// <returns>A task that ends when nothing runs any more.</returns>
    public static Task StopParacleAsync(this IServiceProvider provider, CancellationToken cancellationToken = default) =>
        provider.GetRequiredService<ParacleHost>().StopAsync(cancellationToken);
}
