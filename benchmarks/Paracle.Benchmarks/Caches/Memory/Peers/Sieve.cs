using System.Collections.Concurrent;

namespace Paracle.Benchmarks.Caches.Memory.Peers;

/// <summary>The simpler shape that could have been ours: SIEVE (Zhang and others, NSDI 2024), one queue and a hand that goes round.</summary>
internal readonly struct Sieve(int maximumEntries) : IMemoryPeer<Sieve>
{
    private readonly State _state = new(maximumEntries);

    public static string Name => "SIEVE";

    public static Sieve Create(int maximumEntries) => new(maximumEntries);

    public bool TryGet(string key)
    {
        if (!_state.Entries.TryGetValue(key, out var node))
        {
            return false;
        }

        if (!node.Value.IsVisited)
        {
            node.Value.IsVisited = true;
        }

        return true;
    }

    public void Set(string key) => _state.Set(key);

    private sealed class Entry(string key)
    {
        public string Key => key;

        public bool IsVisited { get; set; }
    }

    private sealed class State(int maximumEntries)
    {
        private readonly Lock _gate = new();
        private readonly LinkedList<Entry> _queue = new();
        private LinkedListNode<Entry>? _hand;

        public ConcurrentDictionary<string, LinkedListNode<Entry>> Entries { get; } = new();

        public void Set(string key)
        {
            lock (_gate)
            {
                if (_queue.Count == maximumEntries)
                {
                    Evict();
                }

                Entries[key] = _queue.AddFirst(new Entry(key));
            }
        }

        private void Evict()
        {
            var node = _hand ?? _queue.Last!;
            while (node.Value.IsVisited)
            {
                node.Value.IsVisited = false;
                node = node.Previous ?? _queue.Last!;
            }

            _hand = node.Previous;
            Entries.TryRemove(node.Value.Key, out _);
            _queue.Remove(node);
        }
    }
}
