using Microsoft.Extensions.Time.Testing;

namespace Paracle.Runtime.Tests.Doubles;

/// <summary>Waits on conditions, with real time only as the limit of a test that would hang.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task UntilAsync(Func<bool> condition)
    {
        var end = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(end).ShouldBeLessThan(Limit, "The condition never came true.");
            await Task.Yield();
        }
    }

    /// <summary>Lets fake time pass until a task ends.</summary>
    public static async Task PassUntilAsync(this FakeTimeProvider time, Task task, TimeSpan step)
    {
        await UntilAsync(() =>
        {
            time.Advance(step);
            return task.IsCompleted;
        });
    }

    public static async Task<List<AgentEvent>> ReadAllAsync(this IAsyncEnumerable<AgentEvent> events)
    {
        List<AgentEvent> all = [];
        await foreach (var happened in events)
        {
            all.Add(happened);
        }

        return all;
    }
}
