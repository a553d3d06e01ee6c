using Paracle.Simulation;
using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Llm;

/// <summary>The model: answers, or fails in one of its ways, as the dice of the request fall.</summary>
internal sealed class LlmModel(int seed, LlmLedger ledger, StormReport report)
{
    // The model that says it is closed for a day: who rates calls by what providers say leaves it alone from then on.
    public const string MoodyModel = "moody";

    /// <summary>After so many requests each kind of fault has struck.</summary>
    public const int AllKinds = 200;

    private const int Sides = 100;
    private const int Moods = 20;
    private const int BurstLength = 40;

    private static readonly TimeSpan Never = TimeSpan.FromMinutes(5); // longer than anybody waits
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(20);
    private static readonly int[] Statuses = [500, 502, 503, 504, 529];

    // The first throws of all differ, so that every side comes up.
    private readonly int[] _firstThrows = Shuffled(seed);
    private int _requests;

    public ModelReply Reply(ModelRequest request)
    {
        var isBatch = request.AnswerSchema is not null;
        string[] nonces = [.. LlmLedger.NoncesIn(request.LastUserText)];
        var first = ledger[nonces[0]];
        var random = new Random(unchecked((((seed * 31) + StableHash(first.Nonce)) * 31) + first.Requests.Length));
        var number = Interlocked.Increment(ref _requests) - 1;
        var dice = number < Sides ? _firstThrows[number] : random.Next(Sides);
        var (kind, fate, reply) = number % AllKinds >= AllKinds - BurstLength
            ? ("bursts", LlmFate.Refused, ModelReply.Status(503))
            : Throw(dice, random, request, () => isBatch ? LlmBatchAnswer.Of(request, ledger, random) : ModelReply.Text(ledger.Answer(first.Nonce)));
        report.Count($"injected.{kind}");
        report.Count("requests");
        report.Count("requests.batched", isBatch ? 1 : 0);
        foreach (var nonce in nonces.Distinct(StringComparer.Ordinal))
        {
            ledger[nonce].Add(new LlmRequest(request, fate, isBatch));
        }

        return reply;
    }

    private static (string Kind, LlmFate Fate, ModelReply Reply) Throw(int dice, Random random, ModelRequest request, Func<AnswerReply> answer)
    {
        var tokens = random.Next(8);
        if (request.Model == MoodyModel && dice < Moods)
        {
            return ("days", LlmFate.RefusedForADay, ModelReply.RateLimited(TimeSpan.FromDays(1)));
        }

        return dice switch
        {
            < 50 => ("none", LlmFate.Answered, answer()),
            < 55 => ("slow", LlmFate.Answered, answer() with { TokenDelay = Slow }),
            < 59 => ("closes", LlmFate.Answered, answer() with { ClosesConnection = true }),
            < 63 => Broken("stalls", answer() with { Fault = StreamFault.StallAfter(tokens) }),
            < 66 => Broken("pings", answer() with { Fault = StreamFault.PingAfter(tokens) }),
            < 71 => Broken("cuts", answer() with { Fault = StreamFault.CutAfter(tokens) }),
            < 75 => Broken("ends", answer() with { Fault = StreamFault.EndAfter(tokens) }),
            < 79 => Broken("malformed", answer() with { Fault = StreamFault.MalformedAfter(tokens) }),
            < 82 => ("errors", request.IsStreaming ? LlmFate.Broken : LlmFate.Refused, answer() with { Fault = StreamFault.ErrorAfter(tokens) }),
            < 83 => Broken("lines", ModelReply.LongLine()),
            < 85 => Broken("silences", answer() with { FirstTokenDelay = Never }),
            < 90 => Broken("drops", ModelReply.Dropped()),
            < 92 => ("limits", LlmFate.Refused, ModelReply.RateLimited(TimeSpan.Zero)),
            _ => ("statuses", LlmFate.Refused, ModelReply.Status(Statuses[random.Next(Statuses.Length)])),
        };
    }

    private static (string Kind, LlmFate Fate, ModelReply Reply) Broken(string kind, ModelReply reply) => (kind, LlmFate.Broken, reply);

    private static int[] Shuffled(int seed)
    {
        int[] sides = [.. Enumerable.Range(0, Sides)];
        new Random(seed).Shuffle(sides);
        return sides;
    }

    // A string's own hash differs from process to process, and a seed is to repeat a run.
    private static int StableHash(string text) => text.Aggregate(17, static (hash, unit) => unchecked((hash * 31) + unit));
}
