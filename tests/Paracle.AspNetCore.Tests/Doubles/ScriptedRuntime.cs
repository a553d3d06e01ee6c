using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Paracle.AspNetCore.Tests.Doubles;

/// <summary>A runtime whose events and errors the test decides on.</summary>
internal sealed class ScriptedRuntime : IAgentRuntime
{
    public static readonly ExecutionId Id = ExecutionId.Parse("0190b2c4-5d6e-7f80-9123-456789abcdef");

    private readonly Channel<AgentEvent> _events = Channel.CreateUnbounded<AgentEvent>();

    /// <summary>What a run that is not streamed, or a cancel, fails with.</summary>
    public Exception? Error { get; set; }

    /// <summary>Cancelled when the reader of the stream has gone.</summary>
    public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static AgentRunResult Result { get; } = new() { ExecutionId = Id, Text = "Done.", Usage = new TokenUsage(3, 2), Steps = 1, ToolCalls = 0 };

    public void Tell(params AgentEvent[] events)
    {
        foreach (var happened in events)
        {
            _events.Writer.TryWrite(happened).ShouldBeTrue();
        }
    }

    /// <summary>Ends the stream, in good order or with an error.</summary>
    public void End(Exception? error = null) => _events.Writer.Complete(error);

    public Task<AgentRunResult> RunAsync(AgentRunRequest request, CancellationToken cancellationToken) =>
        Error is { } error ? Task.FromException<AgentRunResult>(error) : Task.FromResult(Result);

    public async IAsyncEnumerable<AgentEvent> StreamAsync(AgentRunRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var happened in _events.Reader.ReadAllAsync(cancellationToken))
            {
                yield return happened;
            }
        }
        finally
        {
            Left.TrySetResult();
        }
    }

    public Task<Execution> CancelAsync(Caller caller, ExecutionId id, CancellationToken cancellationToken) =>
        Task.FromException<Execution>(Error ?? new NotFoundException("none"));
}
