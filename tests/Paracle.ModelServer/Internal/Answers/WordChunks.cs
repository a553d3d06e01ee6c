namespace Paracle.Simulation.Internal;

/// <summary>Cuts text into chunks of one word each, with the space before it.</summary>
internal static class WordChunks
{
    public static IReadOnlyList<string> Of(string text)
    {
        List<string> chunks = [];
        int start = 0;
        for (int i = 1; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ' ' && text[i - 1] != ' '))
            {
                chunks.Add(text[start..i]);
                start = i;
            }
        }

        return chunks;
    }
}
