using Microsoft.Extensions.AI;

namespace Paracle.Providers.Catalog.Internal;

/// <summary>A name of the catalog: a provider, or a route over several, which have what a provider needs around them already.</summary>
internal sealed record ProviderRegistration(string Name, Func<IServiceProvider, IChatClient> Factory, bool IsRoute = false);
