namespace Paracle;

/// <summary>The bounds of a <c>Batcher</c>.</summary>
/// <typeparam name="TItem">The kind of item.</typeparam>
public sealed class BatcherOptions<TItem>
{
    /// <summary>The most items waiting, 1 to 10,000,000. Default 10,000. An item in flight no longer counts, nor one in the batch that forms.</summary>
    public int Capacity { get; set; } = 10_000;

    /// <summary>What happens to an item when <see cref="Capacity"/> is reached. Default <see cref="OverflowPolicy.Wait"/>.</summary>
    public OverflowPolicy Overflow { get; set; } = OverflowPolicy.Wait;

    /// <summary>The most items in a batch, 1 to 10,000,000. Default 100.</summary>
    public int MaxBatchSize { get; set; } = 100;

    /// <summary>The greatest weight of a batch, at least 1; no bound by default. A single heavier item goes alone.</summary>
    public long MaxBatchWeight { get; set; } = long.MaxValue;

    /// <summary>An item's weight, for example its bytes or tokens, zero or more. Default: every item weighs 1.</summary>
    public Func<TItem, long>? Weight { get; set; }

    /// <summary>When an item must have been flushed at the latest, or null for no deadline. It ends a linger early. Default: none.</summary>
    public Func<TItem, DateTimeOffset?>? Deadline { get; set; }

    /// <summary>How long a batch that is not full waits for company, counted from when its oldest item came. Zero, the default, waits
    /// not at all: a batch is what came while the last flush ran, and an idle pipeline adds nothing. At most one hour, to the millisecond.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.Zero;

    /// <summary>Chooses how long the batch that forms now waits for company, asked once for each that is not full; <see cref="Linger"/> is the
    /// most it gets, and zero flushes at once. Default: none, every batch waits for <see cref="Linger"/>.</summary>
    public Func<TimeSpan>? ChooseLinger { get; set; }

    /// <summary>The most flushes at a time, 1 to 1,024. Default 1: batches end in the order they began.</summary>
    public int MaxConcurrentFlushes { get; set; } = 1;

    /// <summary>How long a stop waits for what is still queued and in flight before it fails it, at most a day. Default 30 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Checks the settings; the pipeline calls it when it is made.</summary>
    /// <exception cref="InvalidInputException">A setting is out of its range.</exception>
    public void Validate()
    {
        InputRules.RequireRange(Capacity, 1, 10_000_000, nameof(Capacity));
        InputRules.RequireRange(MaxBatchSize, 1, 10_000_000, nameof(MaxBatchSize));
        InputRules.RequireRange(MaxBatchWeight, 1, long.MaxValue, nameof(MaxBatchWeight));
        InputRules.RequireRange(MaxConcurrentFlushes, 1, 1024, nameof(MaxConcurrentFlushes));
        RequireDuration(Linger, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(Linger));
        RequireDuration(DrainTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1), nameof(DrainTimeout));
        if (!Enum.IsDefined(Overflow))
        {
            throw new InvalidInputException(nameof(Overflow), $"'{(int)Overflow}' is no overflow policy.");
        }
    }

    /// <summary>What the owner changes later must not reach a pipeline that runs.</summary>
    internal BatcherOptions<TItem> ValidCopy()
    {
        Validate();
        return (BatcherOptions<TItem>)MemberwiseClone();
    }

    private static void RequireDuration(TimeSpan value, TimeSpan minimum, TimeSpan maximum, string setting)
    {
        if (value < minimum || value > maximum)
        {
            throw new InvalidInputException(setting, $"'{setting}' is {value}; it must lie in {minimum} to {maximum}.");
        }
    }
}
