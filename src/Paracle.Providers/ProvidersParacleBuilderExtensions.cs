using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Providers.Catalog.Internal;
using Paracle.Providers.Http.Internal;

namespace Paracle;

/// <summary>What this package brings to <see cref="IParacleBuilder"/>.</summary>
public static class ProvidersParacleBuilderExtensions
{
    /// <summary>Adds a provider: any <see cref="IChatClient"/> under a name.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name agents use; it keeps <see cref="InputRules.RequireName"/>.</param>
    /// <param name="factory">Makes the client, once, when it is first asked for. The catalog disposes it. It must not retry:
    /// that is one layer's work, the transport's.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="InvalidInputException">The name is malformed.</exception>
    /// <exception cref="ConfigurationException">A provider of that name was added before.</exception>
    public static IParacleBuilder AddProvider(this IParacleBuilder builder, string name, Func<IServiceProvider, IChatClient> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        builder.Register(new ProviderRegistration(name, factory));
        return builder;
    }

    /// <summary>
    /// Adds a provider that is spoken to over HTTP: its options are checked at start, its <see cref="HttpClient"/> has bounds
    /// for time and connections and the one retry layer. For packages that bring a vendor's client.
    /// </summary>
    /// <typeparam name="TOptions">The options, one named instance a provider.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name agents use; it keeps <see cref="InputRules.RequireName"/>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="create">Makes the vendor's client over the <see cref="HttpClient"/>, with retries and time limits of its own switched
    /// off. Answers that are not a success never reach it: they are a <see cref="ProviderException"/> by then.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="InvalidInputException">The name is malformed.</exception>
    /// <exception cref="ConfigurationException">A provider of that name was added before.</exception>
    public static IParacleBuilder AddHttpProvider<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        this IParacleBuilder builder, string name, Action<TOptions> configure, Func<HttpClient, TOptions, IChatClient> create)
        where TOptions : class, IHttpProviderOptions
    {
        ArgumentNullException.ThrowIfNull(configure);
        ArgumentNullException.ThrowIfNull(create);
        builder.AddProvider(name, services => services.CreateOverHttp(name, create));
        builder.Services.AddProviderHttp(name, configure);
        return builder;
    }

    /// <summary>Sets what holds for all providers.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the defaults.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder ConfigureProviders(this IParacleBuilder builder, Action<ProvidersOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddParacleProviders().Configure(configure);
        return builder;
    }

    /// <summary>Gives a name of the catalog away, once.</summary>
    internal static void Register(this IParacleBuilder builder, ProviderRegistration registration)
    {
        InputRules.RequireName(registration.Name, "provider name");
        if (builder.Services.Where(descriptor => descriptor.ServiceType == typeof(ProviderRegistration))
            .Select(descriptor => (ProviderRegistration)descriptor.ImplementationInstance!)
            .Any(registered => string.Equals(registered.Name, registration.Name, StringComparison.Ordinal)))
        {
            throw new ConfigurationException($"A provider named '{registration.Name}' is added already. Give one of the two another name.");
        }

        builder.Services.AddParacleProviders().AddSingleton(registration);
    }
}
