using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.AspNetCore.Internal;
using Paracle.AspNetCore.Internal.Agents;
using Paracle.AspNetCore.Internal.Executions;
using Paracle.AspNetCore.Internal.Health;
using Paracle.AspNetCore.Internal.Json;
using Paracle.AspNetCore.Internal.OpenApi;
using Paracle.AspNetCore.Internal.Problems;
using Paracle.AspNetCore.Internal.RateLimits;
using Paracle.AspNetCore.Internal.Runs;
using Paracle.AspNetCore.Internal.Streams;

namespace Paracle;

/// <summary>What this package brings to <see cref="IParacleBuilder"/>.</summary>
public static class AspNetCoreParacleBuilderExtensions
{
    /// <summary>Registers what the HTTP endpoints need; <c>MapParacle</c> then adds them to the application. Calling it again only configures.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the bounds, or null.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder AddHttpApi(this IParacleBuilder builder, Action<HttpApiOptions>? configure = null)
    {
        var services = builder.Services;
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.Any(descriptor => descriptor.ServiceType == typeof(EndpointGate)))
        {
            return builder;
        }

        services.AddOptions<HttpApiOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HttpApiOptions>, HttpApiOptionsValidator>());
        services.TryAddSingleton<ITenantResolver, SingleTenantResolver>();
        services.AddSingleton<JsonBody>();
        services.AddSingleton<JsonAnswer>();
        services.AddSingleton<ProblemWriter>();
        services.AddSingleton<CallerGrants>();
        services.AddSingleton<HostRequestLimiter>();
        services.AddSingleton<SharedRequestLimiter>();
        services.AddSingleton<IRequestLimiter>(static provider =>
            provider.GetRequiredService<IOptions<HttpApiOptions>>().Value.RateLimitScope == RateLimitScope.Shared
                ? provider.GetRequiredService<SharedRequestLimiter>()
                : provider.GetRequiredService<HostRequestLimiter>());
        services.AddSingleton<RequestAdmission>();
        services.AddSingleton<EndpointGate>();
        services.AddSingleton<AgentEndpoints>();
        services.AddSingleton<ExecutionEndpoints>();
        services.AddSingleton<RunEndpoint>();
        services.AddSingleton<StreamSlots>();
        services.AddSingleton<StreamTelemetry>();
        services.AddSingleton<EventPump>();
        services.AddSingleton<StreamEndpoint>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<OpenApiEndpoint>();
        return builder;
    }
}
