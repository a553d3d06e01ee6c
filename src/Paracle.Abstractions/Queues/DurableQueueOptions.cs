namespace Paracle;

/// <summary>Settings of the journal, the same on every host of a store.</summary>
public sealed class DurableQueueOptions
{
    /// <summary>How many lanes a queue has, 1 to 256. Default 16. Change it only while the queue is empty: a key's lane depends on it.</summary>
    public int Lanes { get; set; } = 16;

    /// <summary>What a dead letter does to its key. Default <see cref="DeadLetterMode.BlockKey"/>.</summary>
    public DeadLetterMode DeadLetterMode { get; set; } = DeadLetterMode.BlockKey;

    /// <summary>The most items a queue may hold, dead letters included, 1 to 100,000,000; appending beyond it is a <see cref="LimitExceededException"/>. Default 1,000,000.</summary>
    public long Capacity { get; set; } = 1_000_000;

    /// <summary>Checks the settings; hosts do when they start, see <see cref="DurableQueueOptionsValidator"/>.</summary>
    /// <exception cref="InvalidInputException">A setting is out of its range.</exception>
    public void Validate()
    {
        InputRules.RequireRange(Lanes, 1, 256, "queue lanes");
        InputRules.RequireRange(Capacity, 1, 100_000_000, "queue capacity");
        if (!Enum.IsDefined(DeadLetterMode))
        {
            throw new InvalidInputException("dead letter mode", $"'{(int)DeadLetterMode}' is no dead letter mode.");
        }
    }
}
