namespace Paracle;

/// <summary>Items of one lane, handed to the handler of a <see cref="DurableQueueWorker"/>. Those it does not fail are completed when it returns.</summary>
/// <param name="lane">The lane, with the fencing token that a sink stores beside its effect.</param>
/// <param name="items">The items, in order.</param>
public sealed class QueueBatch(QueueLane lane, IReadOnlyList<QueueItem> items)
{
    private readonly Dictionary<long, string> _errors = [];
    private readonly HashSet<(TenantId Tenant, string Key)> _failedKeys = [];

    /// <summary>The lane. A sink refuses a fencing token smaller than one it has seen.</summary>
    public QueueLane Lane => lane;

    /// <summary>The items, in order. Delivery is at least once: a sink that must take effect once records their idempotency keys in its own transaction.</summary>
    public IReadOnlyList<QueueItem> Items => items;

    /// <summary>Fails an item: it is tried again after a while, and set aside as a dead letter after the last attempt.</summary>
    /// <param name="item">One of <see cref="Items"/>.</param>
    /// <param name="error">Why, in words that hold nothing secret.</param>
    public void Fail(QueueItem item, string error)
    {
        ArgumentNullException.ThrowIfNull(item);
        _errors[item.Id] = error;
        _failedKeys.Add(KeyOf(item));
    }

    /// <summary>Whether an item of the same key has failed. To keep the order, a handler leaves the later ones of the key alone: they come again behind it.</summary>
    /// <param name="item">One of <see cref="Items"/>.</param>
    /// <returns>True when it must wait.</returns>
    public bool IsHeldBack(QueueItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return _failedKeys.Contains(KeyOf(item));
    }

    internal IEnumerable<(QueueItem Item, string Error)> Failed => items.Where(item => _errors.ContainsKey(item.Id)).Select(item => (item, _errors[item.Id]));

    /// <summary>What neither failed nor stands behind what failed.</summary>
    internal List<long> Done()
    {
        var (done, failed) = (new List<long>(items.Count), new HashSet<(TenantId, string)>());
        foreach (var item in items)
        {
            if (_errors.ContainsKey(item.Id))
            {
                failed.Add(KeyOf(item));
            }
            else if (!failed.Contains(KeyOf(item)))
            {
                done.Add(item.Id);
            }
        }

        return done;
    }

    private static (TenantId Tenant, string Key) KeyOf(QueueItem item) => (item.Message.Tenant, item.Message.Key);
}
