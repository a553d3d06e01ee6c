namespace Paracle.Torture.Llm;

/// <summary>A prompt with a nonce of its own, and every request in which it reached the server.</summary>
internal sealed class LlmQuestion(string nonce, int callers, bool mayBatch)
{
    private readonly Lock _lock = new();
    private readonly List<LlmRequest> _requests = [];

    public string Nonce { get; } = nonce;

    public string Prompt => $"Tell what you know of {Nonce}, please.";

    /// <summary>How many calls ask it in all.</summary>
    public int Callers { get; } = callers;

    public bool MayBatch { get; } = mayBatch;

    public LlmRequest[] Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public override string ToString() => Nonce;

    public void Add(LlmRequest request)
    {
        lock (_lock)
        {
            _requests.Add(request);
        }
    }
}
