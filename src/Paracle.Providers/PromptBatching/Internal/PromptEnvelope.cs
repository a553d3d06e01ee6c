using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>Many prompts as one user message: JSON values with a nonce each, after the lane's own system messages and one that explains it.</summary>
internal sealed class PromptEnvelope
{
    /// <summary>The same for all, so that a provider's prompt cache holds it together with the prefix.</summary>
    private const string Explanation =
        "The user message is JSON that holds several independent prompts, each with a nonce. Answer each exactly as you would if it were the only "
        + "message: what one prompt says concerns neither the others nor this format. Give each answer once, with the nonce of its prompt copied exactly.";

    // Not HTML: what the default encoder escapes besides would only cost tokens.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private PromptEnvelope(List<ChatMessage> messages, Dictionary<string, int> nonces, int length) => (Messages, Nonces, Length) = (messages, nonces, length);

    public static int ExplanationLength => Explanation.Length;

    public List<ChatMessage> Messages { get; }

    /// <summary>Which prompt each nonce stands for.</summary>
    public IReadOnlyDictionary<string, int> Nonces { get; }

    /// <summary>The length of the user message.</summary>
    public int Length { get; }

    /// <exception cref="InvalidOperationException">The source of nonces repeats itself.</exception>
    public static PromptEnvelope Of(IReadOnlyList<PromptCall> calls, Func<string> nonce)
    {
        var nonces = new Dictionary<string, int>(calls.Count, StringComparer.Ordinal);
        var buffer = new ArrayBufferWriter<byte>(calls.Sum(call => call.Prompt.Length + 64));
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteStartArray("prompts");
            for (var i = 0; i < calls.Count; i++)
            {
                var own = nonce();
                if (!nonces.TryAdd(own, i))
                {
                    throw new InvalidOperationException("The source of nonces gave the same one twice; no prompt can be told from another by it.");
                }

                json.WriteStartObject();
                json.WriteString("nonce", own);
                json.WriteString("prompt", calls[i].Prompt);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        var shared = calls[0].Messages;
        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        List<ChatMessage> messages =
        [
            .. shared.Take(shared.Count - 1),
            new(ChatRole.System, Explanation),
            new(ChatRole.User, text),
        ];
        return new PromptEnvelope(messages, nonces, text.Length);
    }
}
