using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tokens.Internal;

/// <summary>
/// Estimates tokens by length, and learns from what providers report how many characters a token of these prompts has. It errs on the
/// side of too many: an estimate is what is held until the truth is known.
/// </summary>
internal sealed class TokenEstimator
{
    // English has about 4 characters a token, code and other languages fewer.
    private const double StartRatio = 3.5;
    private const double LeastRatio = 0.5;
    private const double GreatestRatio = 8;
    private const double Weight = 0.1;

    // Less says more about the frame around a prompt than about its text.
    private const long LeastCharacters = 200;

    private double _ratio = StartRatio;

    /// <summary>The tokens of a prompt, tools and instructions included; at least one.</summary>
    public long EstimatePrompt(IReadOnlyList<ChatMessage> messages, ChatOptions? options) => Math.Max(1, Estimate(PromptSize.Of(messages, options)));

    public long Estimate(long characters) => (long)Math.Ceiling(characters / Volatile.Read(ref _ratio));

    /// <summary>Takes what a provider reported. Of two at once one may be lost: it is an average.</summary>
    public void Learn(long characters, long? tokens)
    {
        if (characters >= LeastCharacters && tokens > 0)
        {
            var old = Volatile.Read(ref _ratio);
            var seen = Math.Clamp((double)characters / tokens.Value, LeastRatio, GreatestRatio);
            Volatile.Write(ref _ratio, old + (Weight * (seen - old)));
        }
    }
}
