using Microsoft.Extensions.AI;

namespace Paracle;

/// <summary>Carries an <see cref="LlmCallContext"/> through any embedding generator.</summary>
public static class EmbeddingGenerationOptionsExtensions
{
    private const string Key = "paracle.call";

    /// <summary>A copy of the options that carries the context; one already carried is replaced.</summary>
    /// <param name="options">The options, or null for none.</param>
    /// <param name="context">The context.</param>
    /// <returns>The copy; <paramref name="options"/> stays as it is.</returns>
    public static EmbeddingGenerationOptions WithParacle(this EmbeddingGenerationOptions? options, LlmCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _ = context.Tenant.Value;
        var copy = options?.Clone() ?? new EmbeddingGenerationOptions();
        copy.AdditionalProperties ??= [];
        copy.AdditionalProperties[Key] = context;
        return copy;
    }

    /// <summary>The context the options carry.</summary>
    /// <param name="options">The options, or null for none.</param>
    /// <returns>The context, or null when they carry none.</returns>
    public static LlmCallContext? FindParacle(this EmbeddingGenerationOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(Key, out var value) == true ? value as LlmCallContext : null;

    /// <summary>The options without the context, as a vendor's generator gets them.</summary>
    /// <param name="options">The options, or null for none.</param>
    /// <returns>A copy without the context, or <paramref name="options"/> itself when it carries none.</returns>
    public static EmbeddingGenerationOptions? WithoutParacle(this EmbeddingGenerationOptions? options)
    {
        if (options?.AdditionalProperties?.ContainsKey(Key) != true)
        {
            return options;
        }

        var copy = options.Clone();
        copy.AdditionalProperties!.Remove(Key);
        if (copy.AdditionalProperties.Count == 0)
        {
            copy.AdditionalProperties = null;
        }

        return copy;
    }
}
