using System.Globalization;
using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;

namespace Paracle.Providers.Budgets.Internal;

/// <summary>Which budgets a call counts in: its tenant's and its agent's, of the day.</summary>
internal sealed class BudgetPlan(BudgetOptions options, ITenantResolver tenants, TimeProvider time)
{
    public const string TenantScope = "tenant";

    public IReadOnlyList<BudgetLimit> For(ChatOptions? call)
    {
        var tenant = CallTenant.Of(call, tenants);
        var agent = call.FindParacle()?.Agent;
        var ofTenant = options.Tenants.TryGetValue(tenant.Value, out var named) ? named : options.Tenant;
        var ofAgent = agent is null ? null : options.Agents.TryGetValue(agent, out var own) ? own : options.Agent;
        return (ofTenant.IsLimited, ofAgent is { IsLimited: true }) switch
        {
            (false, false) => [],
            (true, false) => [Limit(tenant, TenantScope, ofTenant)],
            (false, true) => [Limit(tenant, "agent:" + agent, ofAgent!)],
            _ => [Limit(tenant, TenantScope, ofTenant), Limit(tenant, "agent:" + agent, ofAgent!)],
        };
    }

    /// <summary>How long until the next day's budgets begin.</summary>
    public TimeSpan UntilNextDay()
    {
        var now = time.GetUtcNow().UtcDateTime;
        return now.Date.AddDays(1) - now;
    }

    private BudgetLimit Limit(TenantId tenant, string scope, DailyBudget budget) =>
        new(new BudgetKey(tenant, scope, time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), budget.Tokens, budget.Cost);
}
