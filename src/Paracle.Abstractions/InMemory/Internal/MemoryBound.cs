namespace Paracle;

/// <summary>One bound of <see cref="InMemoryOptions"/> and what to say when it is reached.</summary>
internal sealed class MemoryBound(int maximum, string setting)
{
    private readonly long _maximum = InputRules.RequireRange(maximum, 1, 100_000_000, setting);

    public void RequireRoom(int count)
    {
        if (count >= _maximum)
        {
            throw new LimitExceededException(
                ErrorCodes.StoreFull, $"Memory holds {count}, the most that InMemoryOptions.{setting} allows. Raise it, or use a store outside this process.");
        }
    }
}
