namespace Paracle.Store.Sqlite;

/// <summary>Turns an error of a check into its finding: a store that does not answer is what a check is there to tell.</summary>
internal static class SqliteFindings
{
    public static async ValueTask<IReadOnlyList<StoreFinding>> OfAsync(Func<ValueTask<IReadOnlyList<StoreFinding>>> check)
    {
        try
        {
            return await check().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ParacleException or IOException or UnauthorizedAccessException)
        {
            return [new StoreFinding(StoreFindingSeverity.Error, exception.Message, "Do as the message says, then run the check again.")];
        }
    }
}
