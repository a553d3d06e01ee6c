using System.Collections.Concurrent;

namespace Paracle.Testing.Pipelines;

/// <summary>What happened in a storm, counted by name, and each broken promise.</summary>
public sealed class StormReport
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _broken = [];

    /// <summary>How often each thing happened.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>The broken promises, the first hundred.</summary>
    public IReadOnlyCollection<string> Broken => _broken;

    public long this[string name] => _counts.GetValueOrDefault(name);

    public void Count(string name, long count = 1) => _counts.AddOrUpdate(name, count, (_, sum) => sum + count);

    public void Promise(bool isKept, string promise)
    {
        if (!isKept)
        {
            Count("broken");
            if (_broken.Count < 100)
            {
                _broken.Enqueue(promise);
            }
        }
    }

    public void Add(StormReport other)
    {
        foreach (var (name, count) in other.Counts)
        {
            Count(name, count);
        }

        foreach (var broken in other.Broken)
        {
            _broken.Enqueue(broken);
        }
    }
}
