using System.Threading.Channels;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>A generator in process whose vectors tell their value, and which holds each call until the test says how it ends.</summary>
internal sealed class HeldGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly Channel<Call> _held = Channel.CreateUnbounded<Call>();
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Answers at once instead.</summary>
    public Func<Call, GeneratedEmbeddings<Embedding<float>>>? Respond { get; set; }

    public async Task<Call> NextAsync() => await _held.Reader.ReadAsync().AsTask().WaitAsync(BatchModel.Patience);

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        var call = new Call([.. values], options, cancellationToken);
        if (Respond is { } respond)
        {
            return respond(call);
        }

        _held.Writer.TryWrite(call);
        return await call.Ended.Task.WaitAsync(cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    internal sealed record Call(string[] Values, EmbeddingGenerationOptions? Options, CancellationToken CancellationToken)
    {
        public TaskCompletionSource<GeneratedEmbeddings<Embedding<float>>> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public GeneratedEmbeddings<Embedding<float>> Embedded() => new(Values.Select(value => new Embedding<float>(new float[] { value.Length, value[0] })));

        public void Answer() => Ended.TrySetResult(Embedded());
    }
}
