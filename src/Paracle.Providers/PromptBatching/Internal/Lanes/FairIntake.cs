namespace Paracle.Providers.PromptBatching.Internal.Lanes;

/// <summary>
/// Lets only so many calls wait in the lane's pipeline, which is first come first served, and the others in turn, caller by caller: one
/// with a thousand calls does not keep another from the next batches.
/// </summary>
internal sealed class FairIntake<TItem, TResult>(Batcher<TItem, TResult> pipeline, int places)
    where TItem : LaneItem
{
    private readonly Lock _gate = new(); // guards everything below, and the state of the items
    private readonly Dictionary<string, Queue> _queues = new(StringComparer.Ordinal); // only callers who wait
    private readonly LinkedList<Queue> _turns = new();
    private int _places = places;
    private bool _isOpen;

    /// <summary>Hands a call to the pipeline when it is its turn.</summary>
    /// <returns>The call's outcome.</returns>
    public Task<TResult> SendAsync(TItem item, CancellationToken cancellationToken)
    {
        Waiting waiting;
        lock (_gate)
        {
            if (_places > 0 || _isOpen)
            {
                return AdmitAsync(item, cancellationToken);
            }

            waiting = Append(item, cancellationToken);
        }

        return WaitAsync(waiting, cancellationToken);
    }

    /// <summary>Gives the call's place to the next. To be called when it has its outcome; what left with its batch has done so already.</summary>
    public void Leave(TItem item)
    {
        // Read without the lock: who has left stays so.
        if (item.State != LaneItemState.Left)
        {
            lock (_gate)
            {
                GiveUpPlace(item);
                AdmitNext();
            }
        }
    }

    /// <summary>Gives the places of a batch to the next. To be called when it is in flight.</summary>
    public void Leave(Batch<TItem, TResult> batch)
    {
        lock (_gate)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                GiveUpPlace(batch[i]);
            }

            AdmitNext();
        }
    }

    /// <summary>Lets in all who wait and all who come, since the pipeline is to stop.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
            AdmitNext();
        }
    }

    private async Task<TResult> WaitAsync(Waiting waiting, CancellationToken cancellationToken)
    {
        Task<TResult> outcome;
        var registration = cancellationToken.UnsafeRegister(static (state, token) => ((Waiting)state!).Entered.TrySetCanceled(token), waiting);
        try
        {
            outcome = await waiting.Entered.Task.ConfigureAwait(false);
        }
        finally
        {
            await registration.DisposeAsync().ConfigureAwait(false);
            Forget(waiting);
        }

        return await outcome.ConfigureAwait(false);
    }

    private Task<TResult> AdmitAsync(TItem item, CancellationToken cancellationToken)
    {
        _places--;
        item.State = LaneItemState.Admitted;
        return pipeline.EnqueueAsync(item, cancellationToken).AsTask();
    }

    private void GiveUpPlace(TItem item)
    {
        _places += item.State == LaneItemState.Admitted ? 1 : 0;
        item.State = LaneItemState.Left;
    }

    private Waiting Append(TItem item, CancellationToken cancellationToken)
    {
        if (!_queues.TryGetValue(item.Caller, out var queue))
        {
            _queues[item.Caller] = queue = new Queue(item.Caller);
            _turns.AddLast(queue.Turn);
        }

        var waiting = new Waiting(item, queue, cancellationToken);
        queue.Items.AddLast(waiting.Place);
        return waiting;
    }

    private void AdmitNext()
    {
        while ((_places > 0 || _isOpen) && _turns.First is { } turn)
        {
            var queue = turn.Value;
            var waiting = queue.Items.First!.Value;
            _turns.RemoveFirst();
            _turns.AddLast(turn);
            Remove(waiting);

            // A caller who has left has no use for a place.
            if (!waiting.Entered.Task.IsCompleted)
            {
                waiting.Entered.TrySetResult(AdmitAsync(waiting.Item, waiting.CancellationToken));
            }
        }
    }

    private void Forget(Waiting waiting)
    {
        lock (_gate)
        {
            if (waiting.Place.List is not null)
            {
                Remove(waiting);
            }
        }
    }

    private void Remove(Waiting waiting)
    {
        var queue = waiting.Queue;
        queue.Items.Remove(waiting.Place);
        if (queue.Items.Count == 0)
        {
            _turns.Remove(queue.Turn);
            _queues.Remove(queue.Caller);
        }
    }

    private sealed class Queue
    {
        public Queue(string caller) => (Caller, Turn) = (caller, new LinkedListNode<Queue>(this));

        public string Caller { get; }

        public LinkedList<Waiting> Items { get; } = new();

        public LinkedListNode<Queue> Turn { get; }
    }

    private sealed class Waiting
    {
        public Waiting(TItem item, Queue queue, CancellationToken cancellationToken)
        {
            (Item, Queue, CancellationToken) = (item, queue, cancellationToken);
            Place = new LinkedListNode<Waiting>(this);
        }

        public TItem Item { get; }

        public Queue Queue { get; }

        public CancellationToken CancellationToken { get; }

        public LinkedListNode<Waiting> Place { get; }

        public TaskCompletionSource<Task<TResult>> Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
