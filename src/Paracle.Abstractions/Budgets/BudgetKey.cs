namespace Paracle;

/// <summary>Names a budget: a tenant, a scope in it, and a period.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Scope">What is counted, for example <c>tenant</c> or <c>agent:writer</c>: a key.</param>
/// <param name="Period">The period, for example <c>2026-01-18</c>: a key. Each period starts from zero.</param>
public sealed record BudgetKey(TenantId Tenant, string Scope, string Period)
{
    /// <summary>Checks the key.</summary>
    /// <exception cref="InvalidInputException">A member is missing or malformed.</exception>
    public void Validate()
    {
        _ = Tenant.Value;
        InputRules.RequireKey(Scope, "budget scope");
        InputRules.RequireKey(Period, "budget period");
    }
}
