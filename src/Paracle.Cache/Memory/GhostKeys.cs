using System.Numerics;

namespace Paracle.Cache.Internal;

/// <summary>Remembers about as many keys that went by as the layer holds entries, by their hashes: a later one takes the slot of an
/// earlier one, and two keys with one hash are taken for each other. It only ever decides which queue an entry starts in.</summary>
internal sealed class GhostKeys
{
    private int[] _hashes = [];

    /// <param name="key">The key that went.</param>
    /// <param name="entries">How many entries the layer holds: the memory grows with them, and begins anew when it does.</param>
    public void Add(string key, int entries)
    {
        if (_hashes.Length < entries)
        {
            _hashes = new int[BitOperations.RoundUpToPowerOf2((uint)entries)];
        }

        var hash = HashOf(key);
        _hashes[hash & (_hashes.Length - 1)] = hash;
    }

    public bool Contains(string key)
    {
        var hash = HashOf(key);
        return _hashes.Length > 0 && _hashes[hash & (_hashes.Length - 1)] == hash;
    }

    private static int HashOf(string key) => key.GetHashCode(StringComparison.Ordinal);
}
