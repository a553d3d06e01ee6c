namespace Paracle.Simulation;

/// <summary>
/// What a server has seen. At every moment received = in flight + completed + aborted. A request is counted as completed
/// just after its last byte is handed to the network, so a client can be ahead: wait instead of reading once.
/// </summary>
public sealed class ModelCounters
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _byPath = new(StringComparer.Ordinal);
    private readonly List<(Func<ModelCounts, bool> Condition, TaskCompletionSource Reached)> _waiters = [];
    private ModelCounts _counts;

    /// <summary>All counts as of one moment.</summary>
    public ModelCounts Current
    {
        get
        {
            lock (_gate)
            {
                return _counts;
            }
        }
    }

    /// <summary>Requests received, by path; paths the server does not know are counted together as <c>other</c>.</summary>
    public IReadOnlyDictionary<string, long> ReceivedByPath
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<string, long>(_byPath, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Waits until at least this many requests have been received.</summary>
    /// <exception cref="TimeoutException">It did not happen in time.</exception>
    public Task WaitForReceivedAsync(long count, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        WaitAsync(counts => counts.Received >= count, $"{count} requests received", timeout, cancellationToken);

    /// <summary>Waits until exactly this many requests are in flight, if only for a moment.</summary>
    /// <exception cref="TimeoutException">It did not happen in time.</exception>
    public Task WaitForInFlightAsync(long count, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        WaitAsync(counts => counts.InFlight == count, $"{count} requests in flight", timeout, cancellationToken);

    /// <summary>Waits until at least this many requests have been completed.</summary>
    /// <exception cref="TimeoutException">It did not happen in time.</exception>
    public Task WaitForCompletedAsync(long count, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        WaitAsync(counts => counts.Completed >= count, $"{count} requests completed", timeout, cancellationToken);

    /// <summary>Waits until at least this many requests have been aborted by their clients.</summary>
    /// <exception cref="TimeoutException">It did not happen in time.</exception>
    public Task WaitForAbortedAsync(long count, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        WaitAsync(counts => counts.Aborted >= count, $"{count} requests aborted", timeout, cancellationToken);

    /// <summary>Waits until at least this many tokens have been sent.</summary>
    /// <exception cref="TimeoutException">It did not happen in time.</exception>
    public Task WaitForTokensAsync(long count, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        WaitAsync(counts => counts.TokensServed >= count, $"{count} tokens served", timeout, cancellationToken);

    internal void Began(string path)
    {
        lock (_gate)
        {
            _byPath[path] = _byPath.GetValueOrDefault(path) + 1;
            Change(_counts with { Received = _counts.Received + 1, InFlight = _counts.InFlight + 1 });
        }
    }

    internal void Ended(bool aborted)
    {
        lock (_gate)
        {
            Change(_counts with
            {
                InFlight = _counts.InFlight - 1,
                Completed = _counts.Completed + (aborted ? 0 : 1),
                Aborted = _counts.Aborted + (aborted ? 1 : 0),
            });
        }
    }

    internal void Served(int tokens)
    {
        lock (_gate)
        {
            Change(_counts with { TokensServed = _counts.TokensServed + tokens });
        }
    }

    private void Change(ModelCounts counts)
    {
        _counts = counts;
        for (int i = _waiters.Count - 1; i >= 0; i--)
        {
            if (_waiters[i].Condition(counts))
            {
                _waiters[i].Reached.SetResult();
                _waiters.RemoveAt(i);
            }
        }
    }

    private async Task WaitAsync(Func<ModelCounts, bool> condition, string what, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (condition(_counts))
            {
                return;
            }

            _waiters.Add((condition, reached));
        }

        try
        {
            // a limit for a test that hangs, so of real time whatever the server's clock
            await reached.Task.WaitAsync(timeout, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"Waited {timeout} for {what}; the model server has {Current}.", exception);
        }
        finally
        {
            lock (_gate)
            {
                _waiters.RemoveAll(waiter => waiter.Reached == reached);
            }
        }
    }
}
