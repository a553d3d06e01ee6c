using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Paracle;

/// <summary>What this package brings to <see cref="IParacleBuilder"/>.</summary>
public static class ParacleBuilderExtensions
{
    /// <summary>Serves many tenants: each caller's tenant is the value of a claim. Work that names no tenant is refused.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="claimType">The claim that names the tenant, for example <c>tenant</c> or <c>tid</c>.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder UseTenantClaim(this IParacleBuilder builder, string claimType)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<ITenantResolver>(new ClaimsTenantResolver(claimType)));
        return builder;
    }
}
