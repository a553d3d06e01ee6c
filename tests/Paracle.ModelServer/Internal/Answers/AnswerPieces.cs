namespace Paracle.Simulation.Internal;

/// <summary>Lays an answer out as the sequence in which it is streamed.</summary>
internal static class AnswerPieces
{
    private const int FragmentLength = 12;

    public static List<AnswerPiece> Of(AnswerReply reply)
    {
        List<AnswerPiece> pieces = new(reply.Chunks.Count);
        Append(pieces, reply.Chunks, call: null, callIndex: 0, block: 0);
        int firstBlock = reply.Chunks.Count > 0 ? 1 : 0;
        for (int i = 0; i < reply.ToolCalls.Count; i++)
        {
            ModelToolCall call = reply.ToolCalls[i];
            Append(pieces, Fragments(call.ArgumentsJson), call, callIndex: i, block: firstBlock + i);
        }

        return pieces;
    }

    private static void Append(List<AnswerPiece> pieces, IReadOnlyList<string> texts, ModelToolCall? call, int callIndex, int block)
    {
        for (int i = 0; i < texts.Count; i++)
        {
            pieces.Add(new AnswerPiece(texts[i], call, callIndex, block, IsFirst: i == 0, IsLast: i == texts.Count - 1));
        }
    }

    private static List<string> Fragments(string json)
    {
        List<string> fragments = [];
        int start = 0;
        do
        {
            int end = Math.Min(start + FragmentLength, json.Length);
            end += end < json.Length && char.IsLowSurrogate(json[end]) ? 1 : 0;
            fragments.Add(json[start..end]);
            start = end;
        }
        while (start < json.Length);
        return fragments;
    }
}
