using Microsoft.Extensions.Options;

namespace Paracle.Providers.Budgets.Internal;

internal sealed class DailyBudgetValidator : IValidateOptions<BudgetOptions>
{
    private const long MaxTokens = 1_000_000_000_000;
    private const decimal MaxCost = 1_000_000_000;

    public ValidateOptionsResult Validate(string? name, BudgetOptions options)
    {
        (string Setting, DailyBudget? Budget)[] budgets =
        [
            ("Tenant", options.Tenant), ("Agent", options.Agent),
            .. options.Tenants.Select(tenant => ($"Tenants['{tenant.Key}']", tenant.Value)),
            .. options.Agents.Select(agent => ($"Agents['{agent.Key}']", agent.Value)),
        ];
        string[] failures = [.. budgets.Select(budget => Complaint(budget.Setting, budget.Budget)).OfType<string>()];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static string? Complaint(string setting, DailyBudget? budget) => budget switch
    {
        null => $"BudgetOptions.{setting} is null. Leave it out, or give it an instance; one without limits does not bind.",
        { Tokens: < 0 or > MaxTokens } => $"BudgetOptions.{setting}.Tokens is {budget.Tokens}; it must lie in 0 to {MaxTokens}, or be null.",
        { Cost: < 0 or > MaxCost } => $"BudgetOptions.{setting}.Cost is {budget.Cost}; it must lie in 0 to {MaxCost}, or be null.",
        _ => null,
    };
}
