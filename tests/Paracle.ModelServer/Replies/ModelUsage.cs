namespace Paracle.Simulation;

/// <summary>Tokens as reported on the wire; negative values are sent as they are.</summary>
/// <param name="InputTokens">Tokens read, in OpenAI's count cached ones included.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="CachedInputTokens">Tokens read from the vendor's prompt cache.</param>
public sealed record ModelUsage(int InputTokens, int OutputTokens, int CachedInputTokens = 0);
