using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Stores;

/// <summary>What hosts said before they died, written down where no fault reaches it.</summary>
internal sealed class StoreLedger(StormReport report)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ExecutionId, ExecutionRecord> _executions = [];
    private readonly List<ExecutionId> _stored = [];
    private readonly Dictionary<string, long> _appended = [];

    /// <summary>Every execution that a host tried to write. Read once no host speaks any more.</summary>
    public IReadOnlyDictionary<ExecutionId, ExecutionRecord> Executions => _executions;

    /// <summary>How far the messages of each key were acknowledged. Read once no host speaks any more.</summary>
    public IReadOnlyDictionary<string, long> Appended => _appended;

    /// <summary>Takes a line of a host.</summary>
    /// <returns>The word that it begins with; null when the line was cut.</returns>
    public string? Hear(string line)
    {
        if (line.Split(' ') is not [var word, .. var facts, HostWord.End])
        {
            return null;
        }

        lock (_lock)
        {
            Take(word, facts);
        }

        return word;
    }

    /// <summary>An acknowledged execution and its version, or null before there is one.</summary>
    public (ExecutionId Id, long Version)? Pick(Random random)
    {
        lock (_lock)
        {
            return _stored.Count == 0 ? null : _stored[random.Next(_stored.Count)] is var id ? (id, _executions[id].Stored) : null;
        }
    }

    private void Take(string word, string[] facts)
    {
        switch (word, facts)
        {
            case (HostWord.Tried, [var id, var version, var state]):
                Record(id).Tried[long.Parse(version)] = Enum.Parse<ExecutionState>(state);
                break;
            case (HostWord.Stored, [var id, var version, _]):
                Store(Record(id), ExecutionId.Parse(id), long.Parse(version));
                break;
            case (HostWord.Appending, [var key, var first, var last, var id]) when id != "-":
                Record(id).Effects = [.. Numbers(long.Parse(first), long.Parse(last)).Select(number => MessageProducer.EffectOf(key, number))];
                break;
            case (HostWord.Appended, [var key, var last]):
                report.Count("appended", long.Parse(last) - _appended.GetValueOrDefault(key));
                _appended[key] = long.Parse(last);
                break;
            case (HostWord.Count, [var name]):
                report.Count(name);
                break;
            case (HostWord.Broken, _):
                report.Promise(isKept: false, string.Join(' ', facts));
                break;
        }
    }

    private void Store(ExecutionRecord record, ExecutionId id, long version)
    {
        if (record.Stored == 0)
        {
            _stored.Add(id);
        }

        record.Stored = version;
        report.Count("stored");
    }

    private ExecutionRecord Record(string id)
    {
        var key = ExecutionId.Parse(id);
        if (!_executions.TryGetValue(key, out var record))
        {
            _executions[key] = record = new ExecutionRecord();
        }

        return record;
    }

    private static IEnumerable<long> Numbers(long first, long last)
    {
        for (var number = first; number <= last; number++)
        {
            yield return number;
        }
    }
}
