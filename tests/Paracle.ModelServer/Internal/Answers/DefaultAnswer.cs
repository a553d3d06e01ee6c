namespace Paracle.Simulation.Internal;

/// <summary>
/// The answer to a request that nobody scripted: the first words of the last user message behind a hash of all of it, so
/// that different prompts get different answers; or a smallest instance of the schema asked for.
/// </summary>
internal static class DefaultAnswer
{
    public static AnswerReply For(ModelRequest request, int tokens)
    {
        string prompt = request.LastUserText;
        IReadOnlyList<string> chunks = request.AnswerSchema is { } schema
            ? SchemaAnswer.Chunks(schema, prompt)
            : Echo(prompt, tokens);
        return request.MaxTokens is { } most && most < chunks.Count
            ? new AnswerReply { Chunks = [.. chunks.Take(most)], Finish = ModelFinish.Length }
            : new AnswerReply { Chunks = chunks };
    }

    private static string[] Echo(string prompt, int tokens)
    {
        var chunks = new string[tokens];
        if (tokens == 0)
        {
            return chunks;
        }

        chunks[0] = $"Echo {StableHash.Of(prompt):x16}:";
        ReadOnlySpan<char> rest = prompt.AsSpan().Trim();
        for (int i = 1; i < tokens; i++)
        {
            rest = rest.IsEmpty ? prompt.AsSpan().Trim() : rest;
            int length = rest.IndexOfAny(' ', '\n') is >= 0 and var end ? end : rest.Length;
            chunks[i] = length == 0 ? " nothing" : $" {rest[..length]}";
            rest = rest[length..].TrimStart();
        }

        return chunks;
    }
}
