using System.Text.Json;
using System.Text.Json.Nodes;
using Paracle.Simulation;

namespace Paracle.Torture.Llm;

/// <summary>The answer to a batch of prompts: in any order, and now and then without one, with one twice, under no nonce that was given out, or cut short.</summary>
internal static class LlmBatchAnswer
{
    private const int ChunkLength = 64;

    public static AnswerReply Of(ModelRequest request, LlmLedger ledger, Random random)
    {
        using var prompts = JsonDocument.Parse(request.LastUserText);
        var items = prompts.RootElement.GetProperty("prompts").EnumerateArray().ToArray();
        random.Shuffle(items);
        JsonArray answers = [];
        foreach (var item in items)
        {
            var nonce = item.GetProperty("nonce").GetString()!;
            var question = LlmLedger.NoncesIn(item.GetProperty("prompt").GetString()!).Single();
            foreach (var own in Distort(nonce, random))
            {
                answers.Add(new JsonObject { ["nonce"] = own, ["answer"] = ledger.Answer(question) });
            }
        }

        var text = new JsonObject { ["answers"] = answers }.ToJsonString();
        text = random.Next(12) == 0 ? text[..random.Next(text.Length)] : text;
        return ModelReply.TextChunks([.. text.Chunk(ChunkLength).Select(chunk => new string(chunk))]);
    }

    private static string[] Distort(string nonce, Random random) => random.Next(40) switch
    {
        0 => [],
        1 => [nonce, nonce],
        2 => [$"{nonce}0"],
        _ => [nonce],
    };
}
