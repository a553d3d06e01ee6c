using Microsoft.Extensions.AI;

namespace Paracle;

/// <summary>Carries an <see cref="LlmAnswerContext"/> with embeddings.</summary>
public static class GeneratedEmbeddingsExtensions
{
    private const string Key = "paracle.answer";

    /// <summary>What the LLM layer did for the embeddings.</summary>
    /// <typeparam name="TEmbedding">The kind of embedding.</typeparam>
    /// <param name="embeddings">The embeddings.</param>
    /// <returns>The context, or null when they were made by a call of their own.</returns>
    public static LlmAnswerContext? FindParacle<TEmbedding>(this GeneratedEmbeddings<TEmbedding> embeddings)
        where TEmbedding : Embedding
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        return embeddings.AdditionalProperties?.TryGetValue(Key, out var value) == true ? value as LlmAnswerContext : null;
    }

    /// <summary>Lets the embeddings carry a context; one already carried is replaced.</summary>
    /// <typeparam name="TEmbedding">The kind of embedding.</typeparam>
    /// <param name="embeddings">The embeddings.</param>
    /// <param name="context">The context.</param>
    public static void SetParacle<TEmbedding>(this GeneratedEmbeddings<TEmbedding> embeddings, LlmAnswerContext context)
        where TEmbedding : Embedding
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(context);
        (embeddings.AdditionalProperties ??= [])[Key] = context;
    }
}
