using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Paracle.AspNetCore.Internal.Json;
using Paracle.AspNetCore.Internal.Paging;

namespace Paracle.AspNetCore.Internal.Executions;

/// <summary>Reads and cancels agent runs. An execution of an agent that the caller may not read is answered as if there were none.</summary>
internal sealed class ExecutionEndpoints(IExecutionStore store, IAgentRuntime runtime, CallerGrants grants, JsonAnswer answer)
{
    public async Task GetAsync(HttpContext context, Caller caller)
    {
        var id = IdOf(context);
        var execution = await store.FindAsync(caller.Tenant, id, context.RequestAborted).ConfigureAwait(false);
        if (execution is null || !await MayReadAsync(caller, execution, context.RequestAborted).ConfigureAwait(false))
        {
            throw new NotFoundException($"Tenant '{caller.Tenant}' has no execution {id} that the caller may read.");
        }

        await answer.WriteAsync(context, StatusCodes.Status200OK, ExecutionDocument.Full(execution), HttpJson.Contracts.ExecutionDocument).ConfigureAwait(false);
    }

    public async Task ListAsync(HttpContext context, Caller caller)
    {
        var filter = ExecutionQuery.Of(context.Request.Query);
        var page = await PermittedPages.ReadAsync(
            PageQuery.Of(context.Request.Query),
            (request, cancellationToken) => store.ListAsync(caller.Tenant, filter, request, cancellationToken),
            (execution, cancellationToken) => MayReadAsync(caller, execution, cancellationToken),
            context.RequestAborted).ConfigureAwait(false);
        var document = new ExecutionPage([.. page.Items.Select(ExecutionDocument.Summary)], page.NextCursor);
        await answer.WriteAsync(context, StatusCodes.Status200OK, document, HttpJson.Contracts.ExecutionPage).ConfigureAwait(false);
    }

    public async Task CancelAsync(HttpContext context, Caller caller)
    {
        // The runtime asks for the grant to run the agent, which is not the grant to read: hence no texts.
        var execution = await runtime.CancelAsync(caller, IdOf(context), context.RequestAborted).ConfigureAwait(false);
        await answer.WriteAsync(context, StatusCodes.Status200OK, ExecutionDocument.Summary(execution), HttpJson.Contracts.ExecutionDocument).ConfigureAwait(false);
    }

    private static ExecutionId IdOf(HttpContext context) => ExecutionId.Parse(Convert.ToString(context.GetRouteValue("id"), CultureInfo.InvariantCulture));

    private ValueTask<bool> MayReadAsync(Caller caller, Execution execution, CancellationToken cancellationToken) =>
        execution.Kind == ExecutionKind.Agent ? grants.MayReadAsync(caller, execution.Target, cancellationToken) : ValueTask.FromResult(false);
}
