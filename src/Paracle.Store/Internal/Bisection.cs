namespace Paracle.Store;

/// <summary>
/// Writes the rows of a batch together. An error that a row brings with it must not fail its neighbours: halves are written until the row stands alone.
/// </summary>
/// <param name="write">Writes so many rows from the first.</param>
/// <param name="fail">Takes the error of so many rows from the first.</param>
internal sealed class Bisection(Func<int, int, CancellationToken, Task> write, Action<int, int, ParacleException> fail)
{
    public async Task WriteAsync(int first, int count, CancellationToken cancellationToken)
    {
        try
        {
            await write(first, count, cancellationToken).ConfigureAwait(false);
        }
        catch (ParacleException exception) when (count > 1 && PostgresErrors.IsOfARow(exception))
        {
            var half = count / 2;
            await WriteAsync(first, half, cancellationToken).ConfigureAwait(false);
            await WriteAsync(first + half, count - half, cancellationToken).ConfigureAwait(false);
        }
        catch (ParacleException exception)
        {
            fail(first, count, exception);
        }
    }
}
