namespace Paracle.Simulation.Internal;

/// <summary>An answer with everything that a vendor's protocol needs to write it.</summary>
internal sealed class Answer(ModelRequest request, AnswerReply reply, long number, DateTimeOffset created)
{
    public ModelRequest Request { get; } = request;

    public AnswerReply Reply { get; } = reply;

    public long Number { get; } = number;

    public DateTimeOffset Created { get; } = created;

    public string Model { get; } = request.Model;

    public List<AnswerPiece> Pieces { get; } = AnswerPieces.Of(reply);

    public string Text => string.Concat(Reply.Chunks);

    public ModelFinish Finish => Reply.Finish ?? (Reply.ToolCalls.Count > 0 ? ModelFinish.ToolCalls : ModelFinish.Stop);

    public ModelUsage? Usage => Reply.OmitsUsage ? null : Reply.Usage ?? new ModelUsage(InputTokens(Request), Pieces.Count);

    /// <summary>OpenAI's opt-in; Anthropic's streams always carry usage.</summary>
    public bool StreamsUsage { get; } =
        RequestBody.Member(request.Json, "stream_options") is { } options && RequestBody.Flag(options, "include_usage");

    public static int InputTokens(ModelRequest request) => Math.Max(1, request.Body.Length / 4);
}
