using Paracle.Simulation;

namespace Paracle.Torture.Llm;

/// <summary>A request that reached the server and held the prompt of a question.</summary>
internal sealed record LlmRequest(ModelRequest Request, LlmFate Fate, bool IsBatch);
