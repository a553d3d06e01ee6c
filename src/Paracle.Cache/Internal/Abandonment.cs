namespace Paracle.Cache.Internal;

internal static class Abandonment
{
    /// <summary>Looks at the error of a task that nobody waits for any more, so that it does not surface as unobserved.</summary>
    public static void ObserveError(this Task work) => _ = work.ContinueWith(
        static late => late.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
