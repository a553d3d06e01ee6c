namespace Paracle;

/// <summary>Settings of a <see cref="DurableQueueWorker"/>.</summary>
public sealed class DurableQueueWorkerOptions
{
    /// <summary>The most lanes the worker holds at a time, 1 to 256. Default 4. Each is worked off by itself.</summary>
    public int MaxLanes { get; set; } = 4;

    /// <summary>The most items handed over at once, 1 to 1,000. Default 100.</summary>
    public int MaxBatch { get; set; } = 100;

    /// <summary>How long a batch that is not full waits for more since its first item was appended, zero to 1 minute. Default zero: it is handed over at once.</summary>
    public TimeSpan Linger { get; set; }

    /// <summary>How long a lane is leased, 1 s to 1 hour; renewed after each third of it. Default 30 s. So long a lane rests when its worker is lost,
    /// and so long a worker stays with a lane while others wait.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an item is tried before it becomes a dead letter, 1 to 1,000. Default 10.</summary>
    public int MaxAttempts { get; set; } = 10;

    /// <summary>How long an item rests after its first failure, 1 ms to 1 day; twice as long after each further one, and up to half of it less at random. Default 1 s.</summary>
    public TimeSpan MinBackoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest rest, from <see cref="MinBackoff"/> to 7 days. Default 5 minutes.</summary>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How soon a worker looks again while there is work, 1 ms to 1 hour. Default 50 ms.</summary>
    public TimeSpan MinPoll { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How seldom an idle worker looks, from <see cref="MinPoll"/> to 1 hour. Default 5 s. It gets there by doubling, and a signal wakes it.</summary>
    public TimeSpan MaxPoll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stop waits for the batches at work, zero to 1 hour. Default 30 s. Then their handlers are cancelled, and their items come again.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Checks the settings; the worker does when it is made.</summary>
    /// <exception cref="InvalidInputException">A setting is out of its range.</exception>
    public void Validate()
    {
        InputRules.RequireRange(MaxLanes, 1, 256, nameof(MaxLanes));
        InputRules.RequireRange(MaxBatch, 1, QueueRules.MaxBatch, nameof(MaxBatch));
        InputRules.RequireRange(MaxAttempts, 1, 1000, nameof(MaxAttempts));
        RequireDuration(Linger, TimeSpan.Zero, TimeSpan.FromMinutes(1), nameof(Linger));
        RequireDuration(LeaseDuration, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(LeaseDuration));
        RequireDuration(MinBackoff, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1), nameof(MinBackoff));
        RequireDuration(MaxBackoff, MinBackoff, TimeSpan.FromDays(7), nameof(MaxBackoff));
        RequireDuration(MinPoll, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(MinPoll));
        RequireDuration(MaxPoll, MinPoll, TimeSpan.FromHours(1), nameof(MaxPoll));
        RequireDuration(DrainTimeout, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(DrainTimeout));
    }

    /// <summary>What the owner changes later must not reach a worker that runs.</summary>
    internal DurableQueueWorkerOptions ValidCopy()
    {
        Validate();
        return (DurableQueueWorkerOptions)MemberwiseClone();
    }

    private static void RequireDuration(TimeSpan value, TimeSpan minimum, TimeSpan maximum, string setting)
    {
        if (value < minimum || value > maximum)
        {
            throw new InvalidInputException(setting, $"'{setting}' is {value}; it must lie in {minimum} to {maximum}.");
        }
    }
}
