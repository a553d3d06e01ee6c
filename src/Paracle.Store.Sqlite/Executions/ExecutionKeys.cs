using System.Buffers.Binary;

namespace Paracle.Store.Sqlite;

/// <summary>An execution's id as a key: 16 bytes in network order, which SQLite compares byte by byte, the time first.</summary>
internal static class ExecutionKeys
{
    private const int Length = 16;

    /// <summary>Below every id.</summary>
    public static byte[] First { get; } = new byte[Length];

    /// <summary>Above every id.</summary>
    public static byte[] Beyond { get; } = [.. Enumerable.Repeat(byte.MaxValue, Length + 1)];

    public static byte[] Of(ExecutionId id) => id.Value.ToByteArray(bigEndian: true);

    /// <summary>The least key an execution created at this time or later can have.</summary>
    public static byte[] From(DateTimeOffset time)
    {
        // An id holds whole milliseconds: a time within one begins with the next.
        var milliseconds = time.ToUnixTimeMilliseconds();
        if (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) < time)
        {
            milliseconds++;
        }

        var key = new byte[Length];
        BinaryPrimitives.WriteUInt64BigEndian(key, (ulong)milliseconds << 16);
        return key;
    }

    public static ExecutionId Read(byte[] key) => new(new Guid(key, bigEndian: true));
}
