using System.Runtime.InteropServices;

namespace Paracle.Store;

/// <summary>
/// Folds the writes of a batch into one row for each execution: a statement must not meet a row twice, and a state that a later one of the same batch
/// overtakes need not be stored first. One writer's, used again for each batch.
/// </summary>
internal sealed class ExecutionFold
{
    private readonly Dictionary<Guid, Execution> _rows = [];
    private readonly List<Part> _parts = []; // of the batch's items, by index
    private readonly List<Execution> _sorted = [];
    private readonly HashSet<Guid> _applied = [];
    private readonly Dictionary<Guid, Exception> _errors = [];

    private enum Part
    {
        /// <summary>In no row: the caller has left, or another tenant's execution has the same id and goes first.</summary>
        None,

        /// <summary>What its row says, or overtaken by that.</summary>
        Row,

        /// <summary>Behind what another write of the batch says already.</summary>
        Late,
    }

    public int Count => _sorted.Count;

    /// <summary>Rows sorted by id: two hosts that write the same executions take their locks in the same order.</summary>
    public ReadOnlySpan<Execution> Rows(int first, int count) => CollectionsMarshal.AsSpan(_sorted).Slice(first, count);

    public DateTimeOffset[] TimesOf(int first, int count) => [.. _sorted.GetRange(first, count).Select(row => row.CreatedAt)];

    /// <summary>Takes the items that still wait for their outcome.</summary>
    /// <returns>Whether there is anything to write.</returns>
    public bool Take(Batch<Execution, ExecutionWriteOutcome> batch)
    {
        Clear();
        for (var i = 0; i < batch.Count; i++)
        {
            _parts.Add(batch.IsWaiting(i) ? Add(batch[i]) : Part.None);
        }

        _sorted.AddRange(_rows.Values);
        _sorted.Sort(static (left, right) => left.Id.Value.CompareTo(right.Id.Value));
        return _sorted.Count > 0;
    }

    public void Applied(Guid id) => _applied.Add(id);

    public void Unapply(int first, int count)
    {
        foreach (var row in Rows(first, count))
        {
            _applied.Remove(row.Id.Value);
        }
    }

    public List<Execution> Unapplied(int first, int count) => _sorted.GetRange(first, count).FindAll(row => !_applied.Contains(row.Id.Value));

    public void Failed(int first, int count, Exception error)
    {
        foreach (var row in Rows(first, count))
        {
            _errors[row.Id.Value] = error;
        }
    }

    /// <summary>Gives the items that were taken their outcomes.</summary>
    public void Settle(Batch<Execution, ExecutionWriteOutcome> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (_parts[i] == Part.None)
            {
                continue;
            }

            var id = batch[i].Id.Value;
            if (_errors.TryGetValue(id, out var error))
            {
                batch.SetException(i, error);
            }
            else
            {
                batch.SetResult(i, _parts[i] == Part.Row && _applied.Contains(id) ? ExecutionWriteOutcome.Applied : ExecutionWriteOutcome.Superseded);
            }
        }
    }

    /// <summary>Lets go of the executions.</summary>
    public void Clear()
    {
        _rows.Clear();
        _parts.Clear();
        _sorted.Clear();
        _applied.Clear();
        _errors.Clear();
    }

    private Part Add(Execution write)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, write.Id.Value, out var isThere);
        if (!isThere)
        {
            row = write;
            return Part.Row;
        }

        if (row!.Tenant != write.Tenant)
        {
            return Part.None;
        }

        if (write.Version <= row.Version || row.State.IsTerminal())
        {
            return Part.Late;
        }

        row = WithBeginningOf(row, write);
        return Part.Row;
    }

    // What is run, for whom and with what input is fixed by the first write.
    private static Execution WithBeginningOf(Execution first, Execution write) =>
        write.Kind == first.Kind
        && string.Equals(write.Subject, first.Subject, StringComparison.Ordinal)
        && string.Equals(write.Target, first.Target, StringComparison.Ordinal)
        && string.Equals(write.Input, first.Input, StringComparison.Ordinal)
            ? write
            : write with { Kind = first.Kind, Subject = first.Subject, Target = first.Target, Input = first.Input };
}
