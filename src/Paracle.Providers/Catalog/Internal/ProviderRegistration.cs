using Microsoft.Extensions.AI;

namespace Paracle.Providers.Catalog.Internal;

internal sealed record ProviderRegistration(string Name, Func<IServiceProvider, IChatClient> Factory);
