namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>Closes a lane to batching for a while when too many of its prompts got no valid answer in a batch.</summary>
internal sealed class FallbackGate(double maxRate, TimeSpan pause, TimeProvider timeProvider)
{
    private const double Memory = 40; // prompts, after which a report counts half and less
    private const double Least = 10; // prompts, before which a rate says nothing

    private readonly Lock _gate = new();
    private double _prompts;
    private double _fallbacks;
    private long _pausedAt;
    private bool _isPaused;

    public bool IsPaused
    {
        get
        {
            if (!Volatile.Read(ref _isPaused))
            {
                return false;
            }

            lock (_gate)
            {
                if (_isPaused && timeProvider.GetElapsedTime(_pausedAt) >= pause)
                {
                    (_isPaused, _prompts, _fallbacks) = (false, 0, 0);
                }

                return _isPaused;
            }
        }
    }

    /// <summary>Takes in how a batch went.</summary>
    /// <returns>Whether the lane is closed by it.</returns>
    public bool Record(int prompts, int fallbacks)
    {
        lock (_gate)
        {
            if (_prompts + prompts > Memory)
            {
                (_prompts, _fallbacks) = (_prompts / 2, _fallbacks / 2);
            }

            _prompts += prompts;
            _fallbacks += fallbacks;
            if (_isPaused || _prompts < Least || _fallbacks < maxRate * _prompts)
            {
                return false;
            }

            (_isPaused, _pausedAt) = (true, timeProvider.GetTimestamp());
            return true;
        }
    }
}
