namespace Paracle;

/// <summary>Allows a subject an action on an agent or tool. What is not granted is denied.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Subject">The subject it is given to: a key of 1 to 1,024 characters.</param>
/// <param name="Action">What is allowed.</param>
/// <param name="Resource">On what.</param>
public sealed record Grant(TenantId Tenant, string Subject, GrantAction Action, GrantResource Resource)
{
    /// <summary>Checks the grant; every store calls it before any I/O.</summary>
    /// <exception cref="InvalidInputException">A member is missing or malformed, or the action does not fit the resource.</exception>
    public void Validate()
    {
        _ = Tenant.Value;
        InputRules.RequireKey(Subject, "subject");
        if (Resource is null || !Enum.IsDefined(Action))
        {
            throw new InvalidInputException("grant", "A grant needs an action and a resource.");
        }

        if ((Action == GrantAction.Call) != (Resource.Kind == GrantResourceKind.Tool))
        {
            throw new InvalidInputException("action", $"'{Action}' cannot be granted on a {Resource.Kind}. Call goes with tools; Run, Read and Manage with agents.");
        }
    }
}
