namespace Paracle;

/// <summary>
/// A cache key made of literal text and typed, length-prefixed parts, within a tenant. Two keys are equal only if their tenant, their
/// literals and the type and value of every part agree: separators, braces and globs inside a part are literal and never collide.
/// </summary>
/// <example><c>CacheKey.Create(tenant, $"agent:{agentId}")</c></example>
public readonly record struct CacheKey
{
    private readonly string? _value;

    private CacheKey(string value) => _value = value;

    /// <summary>The key as a text of at most 1,024 characters, for <see cref="Microsoft.Extensions.Caching.Hybrid.HybridCache"/>.</summary>
    /// <exception cref="InvalidInputException">The key was made by <c>default</c>.</exception>
    public string Value => _value ?? throw new InvalidInputException("cache key", "The cache key is empty. Make one with CacheKey.Create.");

    /// <summary>Makes a key from an interpolated string. Its holes are the parts, so none can stay unfilled.</summary>
    /// <param name="tenant">The tenant; part of the key.</param>
    /// <param name="key">The key, for example <c>$"agent:{agentId}"</c>. Parts: text, whole numbers, <see cref="Guid"/>, <see cref="bool"/>, <see cref="ExecutionId"/>.</param>
    /// <returns>The key.</returns>
    /// <exception cref="InvalidInputException">A part is null, empty or white space, the text holds NUL, CR, LF, braces outside a part or a lone surrogate,
    /// or the key is over-long.</exception>
    public static CacheKey Create(TenantId tenant, [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument(nameof(tenant))] CacheKeyHandler key) => new(key.Complete());

    /// <summary>Makes a key from a template with named holes, for keys that come from configuration.</summary>
    /// <param name="tenant">The tenant; part of the key.</param>
    /// <param name="template">For example <c>agent:{agent_id}</c>.</param>
    /// <param name="parts">The value of each hole; every one must be used, and every hole filled.</param>
    /// <returns>The key: the same as of the interpolated string with the same literals and text parts.</returns>
    /// <exception cref="InvalidInputException">A hole has no value, a value has no hole, the braces do not match, or a rule of <see cref="Create"/> is broken.</exception>
    public static CacheKey FromTemplate(TenantId tenant, string template, IReadOnlyDictionary<string, string> parts) => new(CacheKeyTemplate.Fill(tenant, template, parts));

    /// <summary>The key as a text, or an empty text when there is none.</summary>
    public override string ToString() => _value ?? "";
}
