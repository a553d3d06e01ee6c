using System.Collections.Concurrent;

namespace Paracle.Simulation.Internal;

/// <summary>Chooses the reply to a request: the next one queued, else the responder's, else the default answer.</summary>
internal sealed class ReplyScript(int answerTokens)
{
    private readonly ConcurrentQueue<ModelReply> _queue = new();
    private volatile Func<ModelRequest, ModelReply?>? _responder;

    public Func<ModelRequest, ModelReply?>? Responder
    {
        get => _responder;
        set => _responder = value;
    }

    public void Enqueue(ModelReply reply) => _queue.Enqueue(reply);

    public ModelReply Next(ModelRequest request)
    {
        if (_queue.TryDequeue(out ModelReply? queued))
        {
            return queued;
        }

        try
        {
            return _responder?.Invoke(request) ?? DefaultAnswer.For(request, answerTokens);
        }
#pragma warning disable CA1031 // the test's own code: whatever it throws belongs before the eyes of whoever reads the client's error
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ModelReply.Status(500, $"The test's responder threw: {exception}");
        }
    }
}
