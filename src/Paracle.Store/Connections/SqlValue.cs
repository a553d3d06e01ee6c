using Npgsql;
using NpgsqlTypes;

namespace Paracle.Store;

/// <summary>Parameters with their types, by their place: the first is $1.</summary>
internal static class SqlValue
{
    public static NpgsqlParameter Text(string? value) => Of(NpgsqlDbType.Text, value);

    public static NpgsqlParameter Texts(string[] values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Text, values);

    public static NpgsqlParameter Json(string value) => Of(NpgsqlDbType.Jsonb, value);

    public static NpgsqlParameter Small(int value) => Of(NpgsqlDbType.Smallint, (short)value);

    public static NpgsqlParameter Int(int value) => Of(NpgsqlDbType.Integer, value);

    public static NpgsqlParameter Ints(int[] values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Integer, values);

    public static NpgsqlParameter Long(long? value) => Of(NpgsqlDbType.Bigint, value);

    public static NpgsqlParameter Longs(long[] values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Bigint, values);

    public static NpgsqlParameter Flag(bool value) => Of(NpgsqlDbType.Boolean, value);

    public static NpgsqlParameter Money(decimal? value) => Of(NpgsqlDbType.Numeric, value);

    public static NpgsqlParameter Uuid(Guid value) => Of(NpgsqlDbType.Uuid, value);

    public static NpgsqlParameter Bytes(ReadOnlyMemory<byte> value) => Of(NpgsqlDbType.Bytea, value);

    public static NpgsqlParameter ByteArrays(byte[][] values) => Of(NpgsqlDbType.Array | NpgsqlDbType.Bytea, values);

    public static NpgsqlParameter Duration(TimeSpan value) => Of(NpgsqlDbType.Interval, value);

    public static NpgsqlParameter Time(DateTimeOffset? value) => Of(NpgsqlDbType.TimestampTz, value?.ToUniversalTime());

    /// <summary>A time to be set, in UTC, each time its statement is run.</summary>
    public static NpgsqlParameter<DateTime> Time() => new() { NpgsqlDbType = NpgsqlDbType.TimestampTz };

    /// <summary>A column of many rows. The list must stay as it is until the statement has ended.</summary>
    public static NpgsqlParameter Column<T>(NpgsqlDbType type, List<T> values)
        => new NpgsqlParameter<List<T>> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };

    private static NpgsqlParameter Of(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}
