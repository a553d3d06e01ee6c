using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Paracle.Providers.Internal;

namespace Paracle.Providers.Budgets.Internal;

internal sealed class BudgetTelemetry
{
    private readonly ILogger _logger;
    private readonly Counter<long> _stopped;
    private readonly Counter<long> _warnings;
    private readonly Counter<long> _unsettled;
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _cost;

    public BudgetTelemetry(IMeterFactory meters, ILogger<BudgetTelemetry> logger)
    {
        _logger = logger;
        var meter = meters.Create(TelemetryNames.Providers);
        _stopped = meter.CreateCounter<long>(TelemetryNames.BudgetStopped, "{call}", "Calls that were stopped because they would have broken a budget.");
        _warnings = meter.CreateCounter<long>(TelemetryNames.BudgetWarnings, "{warning}", "Budgets that came to 80 % and 95 %.");
        _unsettled = meter.CreateCounter<long>(TelemetryNames.BudgetUnsettled, "{call}", "Calls whose cost could not be recorded.");
        _tokens = meter.CreateCounter<long>(TelemetryNames.BudgetTokens, "{token}", "Tokens spent under budgets.");
        _cost = meter.CreateCounter<double>(TelemetryNames.BudgetCost, "{currency}", "Money spent under budgets.");
    }

    public void Stopped() => _stopped.Add(1);

    public void Spent(BudgetAmount amount)
    {
        _tokens.Add(amount.Tokens);
        _cost.Add((double)amount.Cost);
    }

    public void Unsettled(Exception exception)
    {
        _unsettled.Add(1);
        _logger.BudgetUnsettled(exception.GetType().Name);
    }

    public void Reached(BudgetKey budget, int percent)
    {
        _warnings.Add(
            1,
            new KeyValuePair<string, object?>(TelemetryNames.BudgetScopeLabel, string.Equals(budget.Scope, BudgetPlan.TenantScope, StringComparison.Ordinal) ? "tenant" : "agent"),
            new KeyValuePair<string, object?>(TelemetryNames.BudgetPercentLabel, percent));
        _logger.BudgetNearItsEnd(budget.Scope, budget.Tenant.Value, percent, budget.Period);
    }
}
