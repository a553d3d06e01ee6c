namespace Paracle.Cache.Internal;

/// <summary>
/// When tags were removed, by the tag clock: a counter that grows with every removal in the cluster. An entry notes how far the clock had come, as far as its
/// node knew, when its load began; it is good exactly if none of its tags was removed after that. A node that knows less judges more strictly,
/// never less: no clock of a machine takes part.
/// </summary>
/// <remarks>
/// A tag that is not in the table was not removed since the horizon. An entry from before it, of such a tag, can only be judged by asking.
/// </remarks>
internal sealed class TagTable
{
    private readonly int _capacity;
    private readonly Lock _gate = new(); // guards everything but the reads of _clock
    private readonly Dictionary<string, TagCell> _cells = new(StringComparer.Ordinal);
    private int _sweepAt;
    private int _generation;
    private long _clock;
    private long _horizon;
    private long _everythingRemovedAt;

    public TagTable(int capacity) => (_capacity, _sweepAt) = (capacity, capacity);

    /// <summary>How far the clock has come, as far as is known.</summary>
    public long Clock => Volatile.Read(ref _clock);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _cells.Count;
            }
        }
    }

    /// <summary>Notes a removal.</summary>
    public void Remove(string tag, long removedAt)
    {
        lock (_gate)
        {
            Advance(removedAt);
            if (string.Equals(tag, TagNames.Everything, StringComparison.Ordinal))
            {
                _everythingRemovedAt = Math.Max(_everythingRemovedAt, removedAt);
                return;
            }

            var cell = CellOf(tag);
            Volatile.Write(ref cell.RemovedAt, Math.Max(cell.RemovedAt, removedAt));
        }
    }

    /// <summary>Notes a removal where there is no clock but this table's.</summary>
    public void RemoveHere(string tag)
    {
        lock (_gate)
        {
            Remove(tag, _clock + 1);
        }
    }

    /// <summary>Makes every entry in memory that has a tag worthless, without the clock: its removal could not be told to the others yet.</summary>
    public void Sever(string tag)
    {
        lock (_gate)
        {
            if (_cells.Remove(tag, out var cell))
            {
                Volatile.Write(ref cell.RemovedAt, long.MaxValue);
            }
        }
    }

    /// <summary>Begins a generation: removals may have been missed before it.</summary>
    public void Begin(int generation, long clock, long everythingRemovedAt)
    {
        lock (_gate)
        {
            Advance(clock);
            _generation = generation;
            _horizon = clock;
            _everythingRemovedAt = Math.Max(_everythingRemovedAt, everythingRemovedAt);
        }
    }

    /// <summary>Judges an entry, and tells of which tags the versions must be asked for.</summary>
    public TagVerdict Judge(ReadOnlySpan<string> tags, long tagClock, List<string>? unknown = null)
    {
        lock (_gate)
        {
            if (_everythingRemovedAt > tagClock)
            {
                return TagVerdict.Removed;
            }

            var verdict = TagVerdict.Valid;
            foreach (var tag in tags)
            {
                var cell = _cells.GetValueOrDefault(tag);
                if (cell is not null && cell.RemovedAt > tagClock)
                {
                    return TagVerdict.Removed;
                }

                if (tagClock < _horizon && cell?.Generation != _generation)
                {
                    verdict = TagVerdict.Unknown;
                    unknown?.Add(tag);
                }
            }

            return verdict;
        }
    }

    /// <summary>Notes the versions that were asked for.</summary>
    public void Learn(IReadOnlyList<string> tags, IReadOnlyList<long> removedAt, int generation)
    {
        lock (_gate)
        {
            for (var i = 0; i < tags.Count; i++)
            {
                var cell = CellOf(tags[i]);
                Volatile.Write(ref cell.RemovedAt, Math.Max(cell.RemovedAt, removedAt[i]));
                cell.Generation = generation;
            }
        }
    }

    /// <summary>The cells of an entry's tags. The entry gives them back when it leaves memory.</summary>
    public TagCell[] Bind(ReadOnlySpan<string> tags)
    {
        var cells = new TagCell[tags.Length];
        lock (_gate)
        {
            for (var i = 0; i < tags.Length; i++)
            {
                cells[i] = CellOf(tags[i]);
                cells[i].References++;
            }
        }

        return cells;
    }

    public void Release(TagCell[] cells)
    {
        lock (_gate)
        {
            foreach (var cell in cells)
            {
                cell.References--;
            }
        }
    }

    private void Advance(long clock) => Volatile.Write(ref _clock, Math.Max(_clock, clock));

    private TagCell CellOf(string tag)
    {
        if (_cells.TryGetValue(tag, out var cell))
        {
            return cell;
        }

        if (_cells.Count >= _sweepAt)
        {
            Sweep();
        }

        // Not removed since the horizon, and so as good as known.
        cell = new TagCell(tag) { Generation = -1 };
        _cells.Add(tag, cell);
        return cell;
    }

    // What no entry points to is forgotten; what was removed last among it moves the horizon, so that nothing is taken for valid because of that.
    private void Sweep()
    {
        foreach (var (tag, cell) in _cells)
        {
            if (cell.References == 0)
            {
                _horizon = Math.Max(_horizon, cell.RemovedAt);
                _cells.Remove(tag);
            }
        }

        _sweepAt = Math.Max(_capacity, 2 * _cells.Count);
    }
}
