namespace Paracle.Testing;

/// <summary>Waits on conditions, with real time only as the limit of a test that would hang.</summary>
public static class Waiting
{
    private const int EagerLooks = 100;

    /// <summary>When a test gives up: so late that only a hang gets there, whatever else the machine does.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    // What is waited for needs the cores as well.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Ends when the condition holds.</summary>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>Ends when the condition holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        for (var looks = 1; !await condition(); looks++)
        {
            TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(Limit, "The condition never came true.");
            if (looks < EagerLooks)
            {
                await Task.Yield();
            }
            else
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }
}
