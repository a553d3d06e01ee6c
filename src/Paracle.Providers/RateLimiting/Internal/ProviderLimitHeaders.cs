using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using Paracle.Providers.Http.Internal;

namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>
/// Reads <c>x-ratelimit-*</c> (OpenAI and those who speak like it: resets as <c>1m30.5s</c>), <c>anthropic-ratelimit-*</c> (resets as RFC 3339)
/// and Retry-After. Whatever is negative, no number, contradictory or further than a day ahead is unknown.
/// </summary>
internal static class ProviderLimitHeaders
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly TimeSpan Furthest = TimeSpan.FromDays(1);

    // A provider that does not say when, refills by the minute.
    private static readonly TimeSpan UsualReset = TimeSpan.FromMinutes(1);

    private static readonly Names[] Requests = [Names.OpenAI("requests"), Names.Anthropic("requests")];
    private static readonly Names[] Tokens = [Names.OpenAI("tokens"), Names.Anthropic("tokens"), Names.Anthropic("input-tokens")];

    public static ProviderLimits Read(HttpResponseMessage response, TimeProvider time)
    {
        var headers = response.Headers;
        var now = time.GetUtcNow();
        return new ProviderLimits(
            Find(headers, Requests, now),
            Find(headers, Tokens, now),
            ReadRetryAfter((int)response.StatusCode, RetryAfter.Of(response, time)));
    }

    /// <summary>The wait that a status asks for, if it is one that can ask and the wait makes sense.</summary>
    public static TimeSpan? ReadRetryAfter(int? status, TimeSpan? retryAfter) => status is 429 or 503 or 529 && retryAfter <= Furthest ? retryAfter : null;

    /// <summary>A duration as OpenAI writes it, as plain seconds, or as a moment.</summary>
    public static TimeSpan? ReadReset(string text, DateTimeOffset now)
    {
        var reset = ReadSeconds(text)
            ?? ReadUnits(text)
            ?? (text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment - now : null);
        return reset is { } wait && wait <= Furthest ? (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) : null;
    }

    private static ProviderAllowance? Find(HttpResponseHeaders headers, Names[] names, DateTimeOffset now)
    {
        foreach (var name in names)
        {
            if (Allowance(headers, name, now) is { } allowance)
            {
                return allowance;
            }
        }

        return null;
    }

    private static ProviderAllowance? Allowance(HttpResponseHeaders headers, Names names, DateTimeOffset now)
    {
        if (Number(headers, names.Remaining) is not { } left)
        {
            return null;
        }

        var most = Number(headers, names.Limit);
        return most is 0 || left > most ? null
            : Text(headers, names.Reset) is not { } text ? new ProviderAllowance(left, most, UsualReset)
            : ReadReset(text, now) is { } wait ? new ProviderAllowance(left, most, wait) : null;
    }

    private static string? Text(HttpResponseHeaders headers, string name) => headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static long? Number(HttpResponseHeaders headers, string name) =>
        long.TryParse(Text(headers, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? ReadSeconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? Seconds(seconds) : null;

    private static TimeSpan? Seconds(double seconds) => seconds <= Furthest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;

    private static TimeSpan? ReadUnits(ReadOnlySpan<char> text)
    {
        var sum = 0d;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0 || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            text = text[digits..];
            var (unit, length) = text switch
            {
                ['m', 's', ..] => (0.001, 2),
                ['s', ..] => (1d, 1),
                ['m', ..] => (60d, 1),
                ['h', ..] => (3_600d, 1),
                ['d', ..] => (86_400d, 1),
                _ => (double.NaN, 1),
            };
            sum += number * unit;
            text = text[length..];
        }

        return sum >= 0 ? Seconds(sum) : null;
    }

    private sealed record Names(string Remaining, string Limit, string Reset)
    {
        public static Names OpenAI(string what) => new($"x-ratelimit-remaining-{what}", $"x-ratelimit-limit-{what}", $"x-ratelimit-reset-{what}");

        public static Names Anthropic(string what) =>
            new($"anthropic-ratelimit-{what}-remaining", $"anthropic-ratelimit-{what}-limit", $"anthropic-ratelimit-{what}-reset");
    }
}
