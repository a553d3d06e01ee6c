using System.Collections.Concurrent;

namespace Paracle.Torture.Caches;

/// <summary>The truth: the version of every key. A write counts as acknowledged once the cache has taken note of it.</summary>
internal sealed class CacheSource
{
    private readonly ConcurrentDictionary<string, SourceKey> _keys = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, SourceKey>> Keys => _keys;

    public SourceKey this[string key] => _keys.GetOrAdd(key, _ => new SourceKey());
}
