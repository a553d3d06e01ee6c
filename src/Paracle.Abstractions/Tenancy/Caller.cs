namespace Paracle;

/// <summary>Who asks: a subject within a tenant. Comes from the host's authentication, never from a request body.</summary>
public sealed record Caller
{
    /// <summary>Names a caller.</summary>
    /// <param name="tenant">The tenant the subject acts in.</param>
    /// <param name="subject">The user or service: 1 to 1,024 characters, no NUL, CR or LF.</param>
    /// <exception cref="InvalidInputException">The tenant or subject is missing or malformed.</exception>
    public Caller(TenantId tenant, string subject)
    {
        _ = tenant.Value;
        Tenant = tenant;
        Subject = InputRules.RequireKey(subject, "subject");
    }

    /// <summary>The tenant the subject acts in.</summary>
    public TenantId Tenant { get; }

    /// <summary>The user or service.</summary>
    public string Subject { get; }

    /// <summary>The caller of a single-tenant host that knows no users: tenant <c>default</c>, subject <c>local</c>.</summary>
    public static Caller Local { get; } = new(TenantId.Default, "local");
}
