namespace Paracle.Testing;

/// <summary>Waits on conditions, with real time only as the limit of a test that would hang.</summary>
public static class Waiting
{
    /// <summary>When a test gives up: so late that only a hang gets there, whatever else the machine does.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    // It looks for as long as it rests: what is waited for needs the cores as well.
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(1);

    /// <summary>Ends when the condition holds.</summary>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>Ends when the condition holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        for (var turn = begun; !await condition();)
        {
            TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(Limit, "The condition never came true.");
            if (TimeProvider.System.GetElapsedTime(turn) < Turn)
            {
                await Task.Yield();
            }
            else
            {
                await Task.Delay(Turn, TimeProvider.System);
                turn = TimeProvider.System.GetTimestamp();
            }
        }
    }
}
