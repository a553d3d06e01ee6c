namespace Paracle.AspNetCore.Tests.Doubles;

/// <summary>Waits on conditions, with real time only as the limit of a test that would hang.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

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
