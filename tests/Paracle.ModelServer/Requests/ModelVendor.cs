namespace Paracle.Simulation;

/// <summary>Whose protocol a request speaks.</summary>
public enum ModelVendor
{
    /// <summary>Chat completions, embeddings.</summary>
    OpenAI,

    /// <summary>Messages.</summary>
    Anthropic,
}
