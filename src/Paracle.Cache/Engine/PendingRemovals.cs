using System.Collections.Concurrent;

namespace Paracle.Cache.Internal;

/// <summary>
/// Removals that Redis has not seen, and keys that were filled without it: what it still has of them may be old. They are sent when it is back, before
/// anything is read from it. At the bound all of them become one removal of everything.
/// </summary>
internal sealed class PendingRemovals(int capacity)
{
    private readonly ConcurrentDictionary<string, long> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _tags = new(StringComparer.Ordinal);
    private int _count;
    private long _notes;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether what Redis has for a key must not be trusted.</summary>
    public bool Covers(string key) => Count > 0 && (_keys.ContainsKey(key) || _tags.ContainsKey(TagNames.Everything));

    /// <summary>Whether what Redis has with one of these tags must not be trusted.</summary>
    public bool CoversAny(ReadOnlySpan<string> tags)
    {
        if (Count > 0)
        {
            foreach (var tag in tags)
            {
                if (_tags.ContainsKey(tag))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Notes a key; true when this made it too many.</summary>
    public bool AddKey(string key) => Add(_keys, key);

    /// <summary>Notes a tag; true when this made it too many.</summary>
    public bool AddTag(string tag) => Add(_tags, tag);

    /// <summary>The keys, each with the number of its last note.</summary>
    public KeyValuePair<string, long>[] Keys() => [.. _keys];

    /// <summary>The tags, each with the number of its last note.</summary>
    public KeyValuePair<string, long>[] Tags() => [.. _tags];

    /// <summary>A key was removed, unless it has been noted again.</summary>
    public void DoneKey(KeyValuePair<string, long> key) => Done(_keys, key);

    /// <summary>A tag was removed, unless it has been noted again.</summary>
    public void DoneTag(KeyValuePair<string, long> tag) => Done(_tags, tag);

    private bool Add(ConcurrentDictionary<string, long> removals, string name)
    {
        var number = Interlocked.Increment(ref _notes);
        if (Count < capacity || removals.ContainsKey(name))
        {
            Put(removals, name, number);
            return false;
        }

        var isFirst = !_tags.ContainsKey(TagNames.Everything);
        Put(_tags, TagNames.Everything, number);
        return isFirst;
    }

    private void Put(ConcurrentDictionary<string, long> removals, string name, long number)
    {
        if (removals.TryAdd(name, number))
        {
            Interlocked.Increment(ref _count);
        }
        else
        {
            removals[name] = number;
        }
    }

    private void Done(ConcurrentDictionary<string, long> removals, KeyValuePair<string, long> note)
    {
        if (removals.TryRemove(note))
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
