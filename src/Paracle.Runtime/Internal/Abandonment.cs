using System.Runtime.CompilerServices;

namespace Paracle.Runtime.Internal;

/// <summary>
/// Ends a wait at the token even though the work behind it does not listen: a run keeps its bound of time, and a host can
/// stop, whatever a model client, tool or store does. The work is left to itself and its late error is observed.
/// </summary>
internal static class Abandonment
{
    public static async Task<T> AbandonAtAsync<T>(this Task<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!work.IsCompleted)
        {
            work.ObserveError();
            throw;
        }
    }

    public static async IAsyncEnumerable<T> AbandonAtAsync<T>(this IAsyncEnumerable<T> source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var enumerator = source.GetAsyncEnumerator(cancellationToken);
        Task<bool>? move = null;
        try
        {
            while (true)
            {
                move = enumerator.MoveNextAsync().AsTask();
                if (!await move.AbandonAtAsync(cancellationToken).ConfigureAwait(false))
                {
                    yield break;
                }

                yield return enumerator.Current;
            }
        }
        finally
        {
            // An enumerator must not be disposed while it moves.
            if (move is null or { IsCompleted: true })
            {
                await enumerator.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                DisposeAfterAsync(move, enumerator).ObserveError();
            }
        }
    }

    public static void ObserveError(this Task work) =>
        _ = work.ContinueWith(
            static done => _ = done.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    private static async Task DisposeAfterAsync<T>(Task<bool> move, IAsyncEnumerator<T> enumerator)
    {
        await ((Task)move).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await enumerator.DisposeAsync().ConfigureAwait(false);
    }
}
