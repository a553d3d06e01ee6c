namespace Paracle.Testing;

/// <summary>Starts many callers at the same moment.</summary>
public static class Race
{
    /// <summary>Runs <paramref name="racer"/> as often as asked, all at once, and gives their results in the order of their numbers.</summary>
    public static async Task<IReadOnlyList<T>> RunAsync<T>(int racers, Func<int, Task<T>> racer)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tasks = Enumerable.Range(0, racers).Select(number => Task.Run(async () =>
        {
            await start.Task;
            return await racer(number);
        })).ToList();
        start.SetResult();
        return await Task.WhenAll(tasks);
    }

    /// <summary>Whether an attempt succeeded; false when it ended in <typeparamref name="TRefusal"/>, and any other error is raised.</summary>
    public static async Task<bool> SucceedsAsync<TRefusal>(Func<ValueTask> attempt)
        where TRefusal : ParacleException
    {
        try
        {
            await attempt();
            return true;
        }
        catch (TRefusal)
        {
            return false;
        }
    }
}
