using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>A call that the model has begun, and that ends when the test says so.</summary>
internal sealed class HeldCall(SentCall sent, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<ChatResponse> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SentCall Sent => sent;

    public CancellationToken CancellationToken => cancellationToken;

    public Task<ChatResponse> Ended => _ended.Task.WaitAsync(cancellationToken);

    public string[] Prompts => [.. sent.Prompts.Select(prompt => prompt.Prompt)];

    public void Answer() => Answer(sent.Answered());

    public void Answer(ChatResponse response) => _ended.TrySetResult(response);

    public void Fail(Exception error) => _ended.TrySetException(error);
}
