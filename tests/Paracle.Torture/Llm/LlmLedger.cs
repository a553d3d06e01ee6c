using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Paracle.Torture.Llm;

/// <summary>Who asked what, and who was shown which answer. Every answer that the server gives has a number of its own.</summary>
internal sealed partial class LlmLedger
{
    private const int Words = 6;

    private readonly ConcurrentDictionary<string, LlmQuestion> _questions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, string> _tenants = new();
    private int _question;
    private int _answer;

    public IEnumerable<LlmQuestion> Questions => _questions.Values;

    public LlmQuestion this[string nonce] => _questions[nonce];

    public static IEnumerable<string> NoncesIn(string text) => Nonce().Matches(text).Select(match => match.Value);

    public LlmQuestion Ask(Random random, int callers = 1, bool mayBatch = false)
    {
        var question = new LlmQuestion($"q-{Interlocked.Increment(ref _question):x8}-{random.Next():x8}", callers, mayBatch);
        _questions[question.Nonce] = question;
        return question;
    }

    /// <summary>A new answer to a question.</summary>
    public string Answer(string nonce)
    {
        var number = Interlocked.Increment(ref _answer).ToString(CultureInfo.InvariantCulture);
        return $"{nonce} {number} {string.Join(' ', Enumerable.Repeat("word", Words))} {number} {nonce}";
    }

    /// <summary>Whether a text is a whole answer to the question, and no tenant's but this one's.</summary>
    public bool IsAnswerTo(LlmQuestion question, string tenant, string text)
    {
        var match = Whole().Match(text);
        return match.Success
            && match.Groups["nonce"].Value == question.Nonce
            && _tenants.GetOrAdd(int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture), tenant) == tenant;
    }

    [GeneratedRegex("q-[0-9a-f]{8}-[0-9a-f]{8}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Nonce();

    [GeneratedRegex("^(?<nonce>q-[0-9a-f-]{17}) (?<number>[0-9]+)(?: word){6} \\k<number> \\k<nonce>$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Whole();
}
