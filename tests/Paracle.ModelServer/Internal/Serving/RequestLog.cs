namespace Paracle.Simulation.Internal;

/// <summary>Keeps the last requests, up to a capacity that may be zero.</summary>
internal sealed class RequestLog(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<ModelRequest> _requests = new();

    public IReadOnlyList<ModelRequest> Snapshot()
    {
        lock (_gate)
        {
            return [.. _requests];
        }
    }

    public void Add(ModelRequest request)
    {
        if (capacity == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (_requests.Count == capacity)
            {
                _requests.Dequeue();
            }

            _requests.Enqueue(request);
        }
    }
}
