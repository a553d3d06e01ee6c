using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Paracle.AspNetCore.Internal;
using Paracle.AspNetCore.Internal.Agents;
using Paracle.AspNetCore.Internal.Executions;
using Paracle.AspNetCore.Internal.Health;
using Paracle.AspNetCore.Internal.OpenApi;
using Paracle.AspNetCore.Internal.Runs;
using Paracle.AspNetCore.Internal.Streams;

namespace Paracle;

/// <summary>Adds Paracle's endpoints to an application.</summary>
public static class AspNetCoreEndpointRouteBuilderExtensions
{
    /// <summary>Adds the API under <c>/api/v1</c>, and beside it <c>/health/live</c> and <c>/health/ready</c>, which ask for no authentication.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The group under <c>/api/v1</c>, for conventions of the host such as <c>RequireAuthorization()</c>.</returns>
    /// <exception cref="ConfigurationException">AddHttpApi was not called.</exception>
    public static RouteGroupBuilder MapParacle(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        var gate = services.GetService<EndpointGate>()
            ?? throw new ConfigurationException("MapParacle was called without AddHttpApi. Add it: services.AddParacle(paracle => paracle.AddHttpApi()).");

        MapHealth(endpoints, services.GetRequiredService<HealthEndpoints>());
        var api = endpoints.MapGroup("/api/v1");
        api.MapGet("openapi.json", services.GetRequiredService<OpenApiEndpoint>().GetAsync);
        api.MapPost("agents/run", gate.Guard(EndpointNames.Run, services.GetRequiredService<RunEndpoint>().RunAsync));
        api.MapPost("agents/run/stream", gate.Guard(EndpointNames.Stream, services.GetRequiredService<StreamEndpoint>().StreamAsync));
        MapAgents(api, gate, services.GetRequiredService<AgentEndpoints>());
        MapExecutions(api, gate, services.GetRequiredService<ExecutionEndpoints>());
        return api;
    }

    private static void MapAgents(RouteGroupBuilder api, EndpointGate gate, AgentEndpoints agents)
    {
        api.MapGet("agents", gate.Guard(EndpointNames.ListAgents, agents.ListAsync));
        api.MapGet("agents/{id}", gate.Guard(EndpointNames.GetAgent, agents.GetAsync));
        api.MapPut("agents/{id}", gate.Guard(EndpointNames.PutAgent, agents.PutAsync));
        api.MapDelete("agents/{id}", gate.Guard(EndpointNames.DeleteAgent, agents.DeleteAsync));
    }

    private static void MapExecutions(RouteGroupBuilder api, EndpointGate gate, ExecutionEndpoints executions)
    {
        api.MapGet("executions", gate.Guard(EndpointNames.ListExecutions, executions.ListAsync));
        api.MapGet("executions/{id}", gate.Guard(EndpointNames.GetExecution, executions.GetAsync));
        api.MapPost("executions/{id}/cancel", gate.Guard(EndpointNames.CancelExecution, executions.CancelAsync));
    }

    private static void MapHealth(IEndpointRouteBuilder endpoints, HealthEndpoints health)
    {
        RequestDelegate live = health.LiveAsync;
        RequestDelegate ready = health.ReadyAsync;
        endpoints.MapGet("/health/live", live).WithMetadata(new AllowAnonymousAttribute());
        endpoints.MapGet("/health/ready", ready).WithMetadata(new AllowAnonymousAttribute());
    }
}
