namespace Paracle;

/// <summary>The items of one flush. The flush gives each its own result or error; one it leaves out fails with <see cref="InvalidOperationException"/>.</summary>
/// <typeparam name="TItem">The kind of item.</typeparam>
/// <typeparam name="TResult">The kind of result.</typeparam>
public sealed class Batch<TItem, TResult>
{
    private readonly BatchEntry<TItem, TResult>[] _entries;

    internal Batch(BatchEntry<TItem, TResult>[] entries, FlushReason reason, long weight) => (_entries, Reason, Weight) = (entries, reason, weight);

    /// <summary>How many items there are, at least 1.</summary>
    public int Count => _entries.Length;

    /// <summary>Why the batch was flushed.</summary>
    public FlushReason Reason { get; }

    /// <summary>The sum of the items' weights.</summary>
    public long Weight { get; }

    /// <summary>An item, in the order the items came.</summary>
    /// <param name="index">From 0.</param>
    public TItem this[int index] => _entries[index].Item;

    /// <summary>Whether the item's caller still waits. A flush may leave out work for one who does not.</summary>
    /// <param name="index">From 0.</param>
    /// <returns>False once the item has its outcome or its caller has left.</returns>
    public bool IsWaiting(int index) => !_entries[index].IsDone;

    /// <summary>Completes an item. Only its first outcome counts.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="result">The item's own result.</param>
    public void SetResult(int index, TResult result) => _entries[index].TrySetResult(result);

    /// <summary>Fails an item. Only its first outcome counts.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="error">The item's own error.</param>
    public void SetException(int index, Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        _entries[index].TrySetException(error);
    }

    /// <summary>Whether the owner's flush was called; the flusher's.</summary>
    internal bool HasBegun { get; set; }

    internal bool HasWaiting => Array.Exists(_entries, static entry => !entry.IsDone);

    /// <summary>Fails every item that has no outcome yet.</summary>
    /// <param name="error">The error they share.</param>
    public void FailRest(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        foreach (var entry in _entries)
        {
            entry.TrySetException(error);
        }
    }
}
