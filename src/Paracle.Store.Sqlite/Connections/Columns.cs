using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Paracle.Store.Sqlite;

/// <summary>Reads columns that may be NULL. Times are milliseconds since 1970, money is a decimal number as text.</summary>
internal static class Columns
{
    public static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static long? Number(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public static DateTimeOffset? Time(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    public static decimal? Money(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : decimal.Parse(reader.GetString(column), CultureInfo.InvariantCulture);
}
