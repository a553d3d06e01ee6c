using System.Collections.ObjectModel;
using System.Globalization;
using Paracle.Simulation.Internal;

namespace Paracle.Simulation;

/// <summary>
/// What the server does with one request: an <see cref="AnswerReply"/>, a <see cref="StatusReply"/> or a
/// <see cref="DroppedReply"/>. Made by the methods here and refined by <c>with</c>.
/// </summary>
public abstract record ModelReply
{
    private protected ModelReply()
    {
    }

    /// <summary>Headers of the response, for example <c>x-ratelimit-remaining-requests</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Time before the reply's first byte; null takes the server's for answers and none for the others.</summary>
    public TimeSpan? FirstTokenDelay { get; init; }

    /// <summary>Whether the client is told to leave the connection as soon as the request has come: by GOAWAY over HTTP/2. What is on it already goes on. Default: false.</summary>
    public bool ClosesConnection { get; init; }

    /// <summary>An answer of one chunk a word.</summary>
    public static AnswerReply Text(string text) => new() { Chunks = WordChunks.Of(text) };

    /// <summary>An answer of exactly these chunks, each counted as one token.</summary>
    public static AnswerReply TextChunks(params string[] chunks) => new() { Chunks = chunks };

    /// <summary>An answer that is one chunk, so one line of a stream, of this many bytes.</summary>
    public static AnswerReply LongLine(int bytes = 10 * 1024 * 1024) => TextChunks(new string('x', bytes));

    /// <summary>An answer that calls one tool.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="argumentsJson">Its arguments, sent as they are, valid JSON or not.</param>
    public static AnswerReply CallTool(string name, string argumentsJson) => CallTools(new ModelToolCall(name, argumentsJson));

    /// <summary>An answer that calls tools.</summary>
    public static AnswerReply CallTools(params ModelToolCall[] calls) => new() { ToolCalls = calls };

    /// <summary>The model declines: OpenAI's <c>refusal</c> member, Anthropic's stop reason <c>refusal</c>.</summary>
    public static AnswerReply Refusal(string text) => new() { Chunks = WordChunks.Of(text), IsRefusal = true };

    /// <summary>An error of this status, in the body shape of the vendor spoken to.</summary>
    public static StatusReply Status(int statusCode, string? message = null) => new() { StatusCode = statusCode, Message = message };

    /// <summary>A 429 with Retry-After in whole seconds.</summary>
    public static StatusReply RateLimited(TimeSpan retryAfter) => Status(429) with
    {
        Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Retry-After"] = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        },
    };

    /// <summary>A body sent exactly as it is, for what no well-behaved server says.</summary>
    public static StatusReply Raw(string body, string contentType = "application/json", int statusCode = 200) =>
        new() { StatusCode = statusCode, Body = body, ContentType = contentType };

    /// <summary>The request is read, then the connection is closed before any byte of a response.</summary>
    public static DroppedReply Dropped() => new();
}
