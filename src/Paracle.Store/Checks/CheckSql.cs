namespace Paracle.Store;

internal static class CheckSql
{
    public static SqlStatement IsReadOnly => new(new SqlText($"SELECT current_setting('transaction_read_only')::boolean"));
}
