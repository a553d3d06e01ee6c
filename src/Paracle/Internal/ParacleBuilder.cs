using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Internal;

internal sealed record ParacleBuilder(IServiceCollection Services) : IParacleBuilder;
