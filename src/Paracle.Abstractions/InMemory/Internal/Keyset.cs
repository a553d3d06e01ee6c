namespace Paracle;

/// <summary>Pages over sorted sets.</summary>
internal static class Keyset
{
    public static IEnumerable<T> After<T>(SortedSet<T> set, T cursor)
    {
        if (set.Count == 0 || set.Comparer.Compare(cursor, set.Max!) >= 0)
        {
            return [];
        }

        var rest = set.GetViewBetween(cursor, set.Max);
        return set.Contains(cursor) ? rest.Skip(1) : rest;
    }

    public static Page<T> Page<T>(IEnumerable<T> items, int size, Func<T, string> key)
    {
        var taken = items.Take(size + 1).ToList();
        if (taken.Count <= size)
        {
            return new Page<T>(taken, null);
        }

        taken.RemoveAt(size);
        return new Page<T>(taken, PageCursor.After(key(taken[^1])));
    }
}
