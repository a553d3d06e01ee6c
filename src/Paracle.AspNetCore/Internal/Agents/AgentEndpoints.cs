using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Paracle.AspNetCore.Internal.Json;
using Paracle.AspNetCore.Internal.Paging;

namespace Paracle.AspNetCore.Internal.Agents;

/// <summary>Reads, saves and deletes agents. Who lacks the grant on a name is refused before it is looked up.</summary>
internal sealed class AgentEndpoints(IAgentStore store, CallerGrants grants, JsonBody body, JsonAnswer answer)
{
    public async Task GetAsync(HttpContext context, Caller caller)
    {
        var name = NameOf(context);
        await grants.RequireAsync(caller, GrantAction.Read, name, context.RequestAborted).ConfigureAwait(false);
        var preconditions = Preconditions.Of(context.Request);
        var agent = await store.FindAsync(caller.Tenant, name, context.RequestAborted).ConfigureAwait(false) ?? throw NotFound(caller, name);

        // Caches may keep it for this caller, and must ask each time whether it still stands.
        context.Response.Headers.CacheControl = "private, no-cache";
        if (preconditions.HasCurrent(agent))
        {
            context.Response.Headers.ETag = AgentTag.Of(agent).ToString();
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await AnswerAsync(context, StatusCodes.Status200OK, agent).ConfigureAwait(false);
    }

    public async Task PutAsync(HttpContext context, Caller caller)
    {
        var name = NameOf(context);
        await grants.RequireAsync(caller, GrantAction.Manage, name, context.RequestAborted).ConfigureAwait(false);
        var preconditions = Preconditions.Of(context.Request);
        var sent = await body.ReadAsync(context, HttpJson.Contracts.AgentSpecBody).ConfigureAwait(false);
        var spec = sent.ToSpec(name);
        AgentSpecRules.Validate(spec);
        if (spec.Parent is not null)
        {
            // An heir runs with its parent's instructions and tools: who may not read those must not get at them this way.
            await grants.RequireAsync(caller, GrantAction.Read, spec.Parent, context.RequestAborted).ConfigureAwait(false);
        }

        var saved = await ChangeAsync(
            context, caller, name, preconditions, expected => store.SaveAsync(caller.Tenant, spec, expected, context.RequestAborted)).ConfigureAwait(false);
        var isNew = saved.Version == 1;
        if (isNew)
        {
            context.Response.Headers.Location = context.Request.PathBase.Add(context.Request.Path).ToUriComponent();
        }

        await AnswerAsync(context, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, saved).ConfigureAwait(false);
    }

    public async Task DeleteAsync(HttpContext context, Caller caller)
    {
        var name = NameOf(context);
        await grants.RequireAsync(caller, GrantAction.Manage, name, context.RequestAborted).ConfigureAwait(false);
        var isDeleted = await ChangeAsync(
            context,
            caller,
            name,
            Preconditions.Of(context.Request),
            expected => store.DeleteAsync(caller.Tenant, name, expected, context.RequestAborted)).ConfigureAwait(false);
        context.Response.StatusCode = isDeleted ? StatusCodes.Status204NoContent : throw NotFound(caller, name);
    }

    public async Task ListAsync(HttpContext context, Caller caller)
    {
        var page = await PermittedPages.ReadAsync(
            PageQuery.Of(context.Request.Query),
            (request, cancellationToken) => store.ListAsync(caller.Tenant, request, cancellationToken),
            (agent, cancellationToken) => grants.MayReadAsync(caller, agent.Value.Name, cancellationToken),
            context.RequestAborted).ConfigureAwait(false);
        var document = new AgentPage([.. page.Items.Select(AgentDocument.Of)], page.NextCursor);
        await answer.WriteAsync(context, StatusCodes.Status200OK, document, HttpJson.Contracts.AgentPage).ConfigureAwait(false);
    }

    private static string NameOf(HttpContext context) =>
        InputRules.RequireName(Convert.ToString(context.GetRouteValue("id"), CultureInfo.InvariantCulture), "agent_id");

    private static NotFoundException NotFound(Caller caller, string name) => new($"Tenant '{caller.Tenant}' has no agent '{name}'.");

    private Task AnswerAsync(HttpContext context, int status, Versioned<AgentSpec> agent)
    {
        context.Response.Headers.ETag = AgentTag.Of(agent).ToString();
        return answer.WriteAsync(context, status, AgentDocument.Of(agent), HttpJson.Contracts.AgentDocument);
    }

    private async Task<T> ChangeAsync<T>(HttpContext context, Caller caller, string name, Preconditions preconditions, Func<long?, ValueTask<T>> change)
    {
        if (preconditions.IsEmpty)
        {
            return await change(null).ConfigureAwait(false);
        }

        var expected = preconditions.Require(await store.FindAsync(caller.Tenant, name, context.RequestAborted).ConfigureAwait(false));
        try
        {
            return await change(expected).ConfigureAwait(false);
        }
        catch (ConflictException)
        {
            // Either somebody was faster, or the change contradicts other agents, which no precondition speaks of.
            var now = await store.FindAsync(caller.Tenant, name, context.RequestAborted).ConfigureAwait(false);
            if ((now?.Version ?? 0) != expected)
            {
                throw Preconditions.Failed();
            }

            throw;
        }
    }
}
