namespace Paracle.Benchmarks.Caches.Memory.Peers;

/// <summary>One of those who are compared. A structure, so that its calls are bound when they are compiled and cost nothing.</summary>
internal interface IMemoryPeer<TSelf>
    where TSelf : struct, IMemoryPeer<TSelf>
{
    static abstract string Name { get; }

    static abstract TSelf Create(int maximumEntries);

    bool TryGet(string key);

    void Set(string key);
}
