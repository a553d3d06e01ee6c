namespace Paracle.Simulation.Internal;

/// <summary>FNV-1a over UTF-16: <see cref="string.GetHashCode()"/> differs from process to process.</summary>
internal static class StableHash
{
    public static ulong Of(ReadOnlySpan<char> text)
    {
        ulong hash = 14695981039346656037;
        foreach (char unit in text)
        {
            hash = (hash ^ unit) * 1099511628211;
        }

        return hash;
    }
}
