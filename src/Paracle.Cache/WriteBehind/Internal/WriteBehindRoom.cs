namespace Paracle.Cache.Internal;

/// <summary>Admits writes while fewer than the limit wait. A host's own are counted one by one; what the others appended and what was written, as of the last look.</summary>
internal sealed class WriteBehindRoom(WriteBehindJournal journal, WriteBehindTelemetry telemetry)
{
    // Between looks at the journal, however many wait for room.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new(); // guards everything below
    private QueueDepth? _seen;
    private long _seenAt;
    private long _appending;
    private long _appended; // since the look that gave _seen began
    private Task<ParacleException?>? _look;

    private WriteBehindOptions Options => journal.Options;

    /// <summary>What the last look saw, or null before there was one.</summary>
    public QueueDepth? Seen
    {
        get
        {
            lock (_lock)
            {
                return _seen;
            }
        }
    }

    /// <summary>Takes a place for a write, which <see cref="Leave"/> gives back.</summary>
    /// <exception cref="LimitExceededException">There is none, or none came free in time.</exception>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        var began = journal.TimeProvider.GetTimestamp();
        while (!TryEnter())
        {
            if (IsOver(began))
            {
                telemetry.Rejected(journal.Name);
                throw new LimitExceededException(
                    ErrorCodes.QueueFull,
                    $"Write-behind '{journal.Name}' has {Options.MaxDepth} writes that wait for their source (MaxDepth). Write again later, see why the source falls behind, or raise WriteBehindOptions.MaxDepth.");
            }

            if (await LookAsync().WaitAsync(cancellationToken).ConfigureAwait(false) is { } error)
            {
                throw error;
            }
        }
    }

    /// <summary>The write is in the journal, or may be.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _appending--;
            _appended++;
        }
    }

    /// <summary>Looks at the journal, soon if not at once. All who ask meanwhile share the look.</summary>
    /// <returns>Why it failed, or null.</returns>
    public Task<ParacleException?> LookAsync()
    {
        lock (_lock)
        {
            return _look is null or { IsCompleted: true } ? _look = LookOnceAsync(_seen is null ? TimeSpan.Zero : Pause - journal.TimeProvider.GetElapsedTime(_seenAt)) : _look;
        }
    }

    private bool TryEnter()
    {
        lock (_lock)
        {
            if (_seen is null || _seen.Waiting + _appended + _appending >= Options.MaxDepth)
            {
                return false;
            }

            _appending++;
            return true;
        }
    }

    // Nobody is refused over what an old look saw.
    private bool IsOver(long began)
    {
        lock (_lock)
        {
            return _seen is not null && journal.TimeProvider.GetElapsedTime(_seenAt) < Pause
                && (Options.Overflow == OverflowPolicy.Reject || journal.TimeProvider.GetElapsedTime(began) >= Options.OverflowTimeout);
        }
    }

    private async Task<ParacleException?> LookOnceAsync(TimeSpan pause)
    {
        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, journal.TimeProvider, CancellationToken.None).ConfigureAwait(false);
        }

        long counted;
        lock (_lock)
        {
            counted = _appended;
        }

        try
        {
            var depth = await journal.Queue.GetDepthAsync(journal.QueueName, CancellationToken.None).ConfigureAwait(false);
            lock (_lock)
            {
                (_seen, _seenAt) = (depth, journal.TimeProvider.GetTimestamp());
                _appended -= counted;
            }

            return null;
        }
        catch (ParacleException exception)
        {
            return exception;
        }
    }
}
