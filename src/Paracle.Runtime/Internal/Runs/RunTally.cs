namespace Paracle.Runtime.Internal.Runs;

/// <summary>What a run has spent so far; kept apart from the loop so that it outlives the loop's error.</summary>
internal sealed class RunTally
{
    public int Steps { get; set; }

    public int ToolCalls { get; set; }

    public TokenUsage Usage { get; set; } = TokenUsage.None;

    public int CachedSteps { get; private set; }

    public TokenUsage Saved { get; private set; } = TokenUsage.None;

    public decimal? SavedCost { get; private set; }

    /// <summary>Takes in what the LLM layer tells of an answer, if it tells anything.</summary>
    public void Note(LlmAnswerContext? told)
    {
        if (told is not null)
        {
            CachedSteps += told.IsCached ? 1 : 0;
            Saved += told.Saved;
            SavedCost = told.SavedCost is { } cost ? cost + (SavedCost ?? 0) : SavedCost;
        }
    }
}
