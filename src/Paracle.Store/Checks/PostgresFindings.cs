namespace Paracle.Store;

/// <summary>Turns an error of a check into its finding: a store that does not answer is what a check is there to tell.</summary>
internal static class PostgresFindings
{
    public static async ValueTask<IReadOnlyList<StoreFinding>> OfAsync(Func<Task<IReadOnlyList<StoreFinding>>> check)
    {
        try
        {
            return await check().ConfigureAwait(false);
        }
        catch (ParacleException exception)
        {
            return [new StoreFinding(StoreFindingSeverity.Error, exception.Message, "Do as the message says, then run the check again.")];
        }
    }
}
