namespace Paracle.Cache.Redis.Internal;

/// <summary>The length of values, on average of the last few: approximate, and so is what several threads make of it at once.</summary>
internal sealed class MeanLength
{
    private const int Recent = 16;

    private volatile int _bytes;

    public int Bytes => _bytes;

    public void Add(int bytes) => _bytes += (bytes - _bytes) / Recent;
}
