using System.Text.Json;
using Paracle.Simulation.Internal;

namespace Paracle.Simulation;

/// <summary>A request as it came over the wire. Facts are read from the body when asked for.</summary>
public sealed class ModelRequest
{
    private readonly Lazy<JsonElement> _json;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ModelRequest(ModelVendor vendor, string path, IReadOnlyDictionary<string, string> headers, byte[] body)
    {
        Vendor = vendor;
        Path = path;
        Headers = headers;
        Body = body;

        // never disposed: a recorded request outlives its exchange, and what the pool does not get back the collector does
        _json = new Lazy<JsonElement>(() => JsonDocument.Parse(Body).RootElement, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>Whose protocol it speaks.</summary>
    public ModelVendor Vendor { get; }

    /// <summary>The path, for example <c>/v1/chat/completions</c>.</summary>
    public string Path { get; }

    /// <summary>The headers, by name without regard to case; several values are joined by a comma.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The body's bytes as received.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The body, parsed.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public JsonElement Json => _json.Value;

    /// <summary>Completes when its exchange is over: answered, cut, or left by the client.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The model asked for; empty when the body names none.</summary>
    public string Model => RequestBody.Text(Json, "model") ?? "";

    /// <summary>Whether server-sent events are asked for.</summary>
    public bool IsStreaming => RequestBody.Flag(Json, "stream");

    /// <summary>The most tokens the answer may have; null when the body does not say.</summary>
    public int? MaxTokens => RequestBody.Number(Json, "max_completion_tokens") ?? RequestBody.Number(Json, "max_tokens");

    /// <summary>All messages in order; Anthropic's system prompt comes first, with the role <c>system</c>.</summary>
    public IReadOnlyList<ModelMessage> Messages => [.. RequestBody.Messages(Json)];

    /// <summary>The text of the last user message that has text; empty without one.</summary>
    public string LastUserText => RequestBody.LastUserText(Json);

    /// <summary>The names of the tools on offer.</summary>
    public IReadOnlyList<string> ToolNames => [.. RequestBody.ToolNames(Json)];

    /// <summary>The results of tools, in order.</summary>
    public IReadOnlyList<ModelToolResult> ToolResults => [.. RequestBody.ToolResults(Json)];

    /// <summary>The JSON schema that the answer must follow; null when it is free text.</summary>
    public JsonElement? AnswerSchema => RequestBody.AnswerSchema(Json);

    internal void End() => _ended.TrySetResult();
}
