namespace Paracle.Store;

/// <summary>Makes a page out of one row more than it may hold, which tells whether another page follows.</summary>
internal static class Pages
{
    public static Page<T> Of<T>(List<T> rows, int size, Func<T, string> key)
    {
        if (rows.Count <= size)
        {
            return new Page<T>(rows, null);
        }

        rows.RemoveRange(size, rows.Count - size);
        return new Page<T>(rows, PageCursor.After(key(rows[^1])));
    }
}
