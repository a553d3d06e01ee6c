namespace Paracle.Simulation;

/// <summary>An answer of the model, streamed or whole as the request asks. Each chunk and each piece of a tool call is one token.</summary>
public sealed record AnswerReply : ModelReply
{
    /// <summary>The text, in the pieces in which it is streamed.</summary>
    public IReadOnlyList<string> Chunks { get; init; } = [];

    /// <summary>The tool calls that follow the text.</summary>
    public IReadOnlyList<ModelToolCall> ToolCalls { get; init; } = [];

    /// <summary>Whether the text declines to answer.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>Why the answer ends; null means <see cref="ModelFinish.ToolCalls"/> when there are any, else <see cref="ModelFinish.Stop"/>.</summary>
    public ModelFinish? Finish { get; init; }

    /// <summary>The usage reported, whatever it is; null counts: a quarter of the body's bytes in, one a token out.</summary>
    public ModelUsage? Usage { get; init; }

    /// <summary>Whether usage is left out of the response.</summary>
    public bool OmitsUsage { get; init; }

    /// <summary>Time each token takes; null takes the server's.</summary>
    public TimeSpan? TokenDelay { get; init; }

    /// <summary>What goes wrong on the way; null when nothing does.</summary>
    public StreamFault? Fault { get; init; }
}
