using Paracle.Cache.Internal;

namespace Paracle.Cache.Tests.Memory;

internal static class MemoryLayerExtensions
{
    /// <summary>Takes an entry in whatever its key has.</summary>
    public static bool Set(this MemoryLayer layer, MemoryEntry entry) => layer.Set(entry, 0, static (_, _) => true);
}
