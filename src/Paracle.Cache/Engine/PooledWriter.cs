using System.Buffers;

namespace Paracle.Cache.Internal;

/// <summary>Takes what a serializer writes into pooled memory: serializers ask for 4 KB and more at a time, whatever they write.</summary>
internal sealed class PooledWriter : IBufferWriter<byte>, IDisposable
{
    private const int Least = 512;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(8 * Least);

    public int WrittenCount { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, WrittenCount);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_buffer.Length - WrittenCount), nameof(count));
        WrittenCount += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Require(sizeHint);
        return _buffer.AsMemory(WrittenCount);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Require(sizeHint);
        return _buffer.AsSpan(WrittenCount);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        WrittenCount = 0;
    }

    private void Require(int sizeHint)
    {
        if (_buffer.Length - WrittenCount >= Math.Max(sizeHint, 1))
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(checked(WrittenCount + Math.Max(sizeHint, Math.Max(Least, Math.Min(WrittenCount, Array.MaxLength - WrittenCount)))));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
