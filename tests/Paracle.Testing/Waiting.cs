namespace Paracle.Testing;

/// <summary>Waits on conditions, with real time only as the limit of a test that would hang.</summary>
public static class Waiting
{
    /// <summary>When a test gives up.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Ends when the condition holds.</summary>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>Ends when the condition holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(Limit, "The condition never came true.");
            await Task.Yield();
        }
    }
}
