namespace Paracle;

/// <summary>The tags of stored answers, for <see cref="Microsoft.Extensions.Caching.Hybrid.HybridCache.RemoveByTagAsync(string, CancellationToken)"/>.</summary>
public static class ResponseCacheTags
{
    /// <summary>The tag of all answers of a model, of every tenant.</summary>
    /// <param name="model">The model as calls name it, or the provider's default.</param>
    /// <returns>The tag.</returns>
    /// <exception cref="InvalidInputException">The name is empty, over-long, or holds what a key must not.</exception>
    public static string Model(string model) => InputRules.RequireKey("llm.model:" + InputRules.RequireKey(model, "model"), "model");

    /// <summary>The tag of all answers that were made for an agent. The answer to an equal call of another agent carries the tag of the one that called first.</summary>
    /// <param name="tenant">The agent's tenant.</param>
    /// <param name="agent">The agent.</param>
    /// <returns>The tag.</returns>
    /// <exception cref="InvalidInputException">The agent's name is empty, over-long, or holds what a key must not.</exception>
    public static string Agent(TenantId tenant, string agent) =>
        InputRules.RequireKey($"llm.agent:{tenant.Value}:{InputRules.RequireKey(agent, "agent")}", "agent"); // the name of a tenant holds no colon

    /// <summary>The tag of all answers of a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <returns>The tag.</returns>
    public static string Tenant(TenantId tenant) => "llm.tenant:" + tenant.Value;
}
