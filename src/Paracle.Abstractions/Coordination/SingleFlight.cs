namespace Paracle;

/// <summary>Runs one factory for all concurrent callers of a key, within this process.</summary>
/// <typeparam name="TKey">The kind of key.</typeparam>
/// <typeparam name="TResult">The kind of result; the same instance goes to every caller.</typeparam>
/// <remarks>
/// A caller's cancellation detaches only that caller. The factory is cancelled when no caller is left. Its error goes to
/// all who waited, and the next caller starts anew. Beyond the capacity a caller runs its own factory, unshared. A factory
/// must not wait for its own key.
/// </remarks>
/// <param name="capacity">The most flights at a time, at least 1. Default 10,000.</param>
/// <param name="comparer">How keys are compared, or null for their default.</param>
public sealed class SingleFlight<TKey, TResult>(int capacity = 10_000, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    private readonly int _capacity = (int)InputRules.RequireRange(capacity, 1, int.MaxValue, "flight capacity");
    private readonly Dictionary<TKey, Flight> _flights = new(comparer);

    /// <summary>How many factories are at work for callers that could share them.</summary>
    public int Count
    {
        get
        {
            lock (_flights)
            {
                return _flights.Count;
            }
        }
    }

    /// <summary>Joins the flight of a key, or starts it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="factory">Makes the result. Its token is cancelled when no caller is left.</param>
    /// <param name="cancellationToken">Detaches this caller.</param>
    /// <returns>The shared result.</returns>
    /// <exception cref="OperationCanceledException">This caller was cancelled, or the factory failed with this error.</exception>
    public async Task<TResult> RunAsync(TKey key, Func<CancellationToken, Task<TResult>> factory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factory);
        cancellationToken.ThrowIfCancellationRequested();
        Flight flight;
        bool isLeader;
        lock (_flights)
        {
            isLeader = !_flights.TryGetValue(key, out flight!);
            if (isLeader && _flights.Count < _capacity)
            {
                _flights.Add(key, flight = new Flight());
            }

            if (flight is not null)
            {
                flight.Callers++;
            }
        }

        if (flight is null)
        {
            return await factory(cancellationToken).ConfigureAwait(false);
        }

        if (isLeader)
        {
            StartUnowned(key, flight, factory);
        }

        try
        {
            return await flight.Result.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave(key, flight);
        }
    }

    // The flight must not belong to the first caller: its trace and ambient state end with it, the flight may not.
    private void StartUnowned(TKey key, Flight flight, Func<CancellationToken, Task<TResult>> factory)
    {
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(() => FlyAsync(key, flight, factory), CancellationToken.None);
        }
    }

    private async Task FlyAsync(TKey key, Flight flight, Func<CancellationToken, Task<TResult>> factory)
    {
        try
        {
            var result = await factory(flight.Cancellation.Token).ConfigureAwait(false);
            Remove(key, flight);
            flight.Result.TrySetResult(result);
        }
        catch (Exception exception)
        {
            Remove(key, flight);

            // As an error even when it is a cancellation, so that the callers get the factory's own exception.
            flight.Result.TrySetException(exception);

            // Every caller may have left before the error came; it must not surface as unobserved.
            _ = flight.Result.Task.Exception;
        }
    }

    private void Leave(TKey key, Flight flight)
    {
        lock (_flights)
        {
            if (--flight.Callers > 0 || flight.Result.Task.IsCompleted)
            {
                return;
            }

            // Off the map before the cancel, so that a caller who comes now does not join a flight that is ending.
            RemoveLocked(key, flight);
        }

        _ = CancelAsync(flight);
    }

    // Not on the leaving caller's time, and what the factory's callbacks throw is not the caller's error.
    private static async Task CancelAsync(Flight flight)
    {
        try
        {
            await flight.Cancellation.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException)
        {
            // Nobody waits for this flight any more.
        }
    }

    private void Remove(TKey key, Flight flight)
    {
        lock (_flights)
        {
            RemoveLocked(key, flight);
        }
    }

    private void RemoveLocked(TKey key, Flight flight)
    {
        if (_flights.TryGetValue(key, out var current) && ReferenceEquals(current, flight))
        {
            _flights.Remove(key);
        }
    }

    private sealed class Flight
    {
        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // Never disposed: the last caller may leave, and so cancel, while the factory ends.
        public CancellationTokenSource Cancellation { get; } = new();

        public int Callers { get; set; }
    }
}
