namespace Paracle.Testing.Pipelines;

/// <summary>What a storm has in store for an item or a flush: a function of seed and number, so that every thread sees the same.</summary>
internal static class StormDice
{
    public static uint Roll(int seed, int number, uint salt)
    {
        // The finalizer of MurmurHash3: cheap, and every bit of the input reaches every bit of the result.
        var hash = ((uint)seed * 0x9E3779B1u) ^ ((uint)number * 0x85EBCA77u) ^ (salt * 0xC2B2AE3Du);
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
        return hash ^ (hash >> 16);
    }

    public static bool Chance(int seed, int number, uint salt, int perMille) => Roll(seed, number, salt) % 1000 < perMille;
}
