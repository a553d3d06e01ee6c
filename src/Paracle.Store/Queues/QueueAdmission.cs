namespace Paracle.Store;

/// <summary>
/// Decides, in the order they come, which of several appends fit, while the rows of their queues are locked. One that does not fit takes up no room,
/// and what is in the journal already needs none.
/// </summary>
internal sealed class QueueAdmission(IReadOnlyList<QueueState> states, DurableQueueOptions options)
{
    private readonly Dictionary<string, QueueState> _queues = states.ToDictionary(state => state.Queue, StringComparer.Ordinal);
    private readonly HashSet<(string Queue, TenantId Tenant, string IdempotencyKey)> _effects = [];

    /// <summary>Those rows of the admitted appends that are new, in order.</summary>
    public List<QueueRow> Rows { get; } = [];

    /// <summary>Takes note of an effect that is in the journal.</summary>
    public void Know(QueueMessage message) => _effects.Add(Effect(message));

    /// <summary>Admits an append, or says why not.</summary>
    public ParacleException? Admit(QueueAppend append)
    {
        var rows = append.Rows.Where(row => !_effects.Contains(Effect(row.Message))).DistinctBy(row => Effect(row.Message)).ToList();
        var changed = rows.GroupBy(row => row.Message.Queue, StringComparer.Ordinal)
            .Select(queue => _queues[queue.Key] with { Items = _queues[queue.Key].Items + queue.Count() })
            .ToList();
        if (changed.Select(Refuse).FirstOrDefault(error => error is not null) is { } refusal)
        {
            return refusal;
        }

        changed.ForEach(state => _queues[state.Queue] = state);
        _effects.UnionWith(rows.Select(row => Effect(row.Message)));
        Rows.AddRange(rows);
        return null;
    }

    private ParacleException? Refuse(QueueState state)
    {
        if (state.Lanes != options.Lanes)
        {
            return new ConfigurationException(
                $"Queue '{state.Queue}' holds items in {state.Lanes} lanes, and DurableQueueOptions.Lanes is {options.Lanes}. Set it back, or change it once the queue is empty.");
        }

        return state.Items <= options.Capacity
            ? null
            : new LimitExceededException(
                ErrorCodes.QueueFull, $"Queue '{state.Queue}' would hold {state.Items} items; its capacity is {options.Capacity}. Drain it, or raise DurableQueueOptions.Capacity.");
    }

    private static (string Queue, TenantId Tenant, string IdempotencyKey) Effect(QueueMessage message) => (message.Queue, message.Tenant, message.IdempotencyKey);
}
