namespace Paracle.Torture.Llm;

/// <summary>One call of a question: by whom, and how its caller behaves.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Provider">The provider or route.</param>
/// <param name="Tenant">Who asks.</param>
/// <param name="Instructions">What goes before the prompt. Only calls that agree in it go into one batch.</param>
/// <param name="IsStreaming">Whether the answer is streamed.</param>
/// <param name="MayCache">Whether the call takes part in the response cache and in coalescing.</param>
/// <param name="LeavesAfter">When the caller vanishes, or null.</param>
/// <param name="StopsReadingAfter">After how many updates of a stream the caller stops reading, or null.</param>
/// <param name="Patience">How far off its deadline is, or null.</param>
internal sealed record LlmCall(
    LlmQuestion Question,
    string Provider,
    string Tenant,
    string Instructions,
    bool IsStreaming,
    bool MayCache,
    TimeSpan? LeavesAfter,
    int? StopsReadingAfter,
    TimeSpan? Patience)
{
    private const int Stays = 3; // callers of four
    private const int LongestStay = 400; // milliseconds
    private const int MostUpdates = 6;

    /// <summary>A call whose caller is as patient as the dice say.</summary>
    public static LlmCall Throw(Random random, LlmQuestion question, string provider, string tenant, string instructions, bool mayCache)
    {
        var isStreaming = !question.MayBatch && random.Next(2) == 0;
        var leaves = provider == LlmStage.Patient || random.Next(Stays + 1) == 0;
        var stops = isStreaming && leaves && provider != LlmStage.Patient && random.Next(2) == 0;
        return new LlmCall(
            question,
            provider,
            tenant,
            instructions,
            isStreaming,
            mayCache,
            leaves && !stops ? TimeSpan.FromMilliseconds(random.NextDouble() * LongestStay) : null,
            stops ? random.Next(1, MostUpdates) : null,
            random.Next(3) == 0 ? TimeSpan.FromMilliseconds(random.Next(200, 3_000)) : null);
    }
}
