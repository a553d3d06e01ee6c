using System.Text.Json.Serialization;

namespace Paracle;

/// <summary>The name of a tenant, the trust boundary: part of every key, row, lane, limit and budget.</summary>
/// <remarks>A value made by <c>default</c> names no tenant, and reading it throws: nothing falls into a shared tenant by omission.</remarks>
[JsonConverter(typeof(TenantIdJsonConverter))]
public readonly record struct TenantId
{
    private readonly string? _value;

    /// <summary>Names a tenant.</summary>
    /// <param name="value">1 to 128 ASCII letters, digits, dots, underscores and hyphens.</param>
    /// <exception cref="InvalidInputException">The name breaks that rule.</exception>
    public TenantId(string value) => _value = InputRules.RequireName(value, "tenant");

    /// <summary>The tenant of single-tenant hosts, named <c>default</c>.</summary>
    public static TenantId Default { get; } = new("default");

    /// <summary>The name.</summary>
    /// <exception cref="InvalidInputException">No tenant was named.</exception>
    public string Value => _value ?? throw new InvalidInputException("tenant", "No tenant was named. Single-tenant hosts pass TenantId.Default.");

    /// <summary>The name, or an empty text when none was given.</summary>
    public override string ToString() => _value ?? "";
}
