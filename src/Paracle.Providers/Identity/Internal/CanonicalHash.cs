using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace Paracle.Providers.Identity.Internal;

/// <summary>
/// Hashes a canonical form as it is written. Everything that can be of different length carries its length or count, and everything that can be missing
/// says whether it is there, so that no two sequences of writes give the same bytes.
/// </summary>
internal sealed class CanonicalHash : IDisposable
{
    private const int BufferSize = 16 * 1024;

    // Occurs in no UTF-8; the two bytes of the lone surrogate follow.
    private const byte LoneSurrogate = 0xFF;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private IncrementalHash? _hash; // only of what does not fit into the buffer: hashing in one go makes no native object
    private int _used;

    public void Write(string? text)
    {
        if (text is null)
        {
            Write(-1);
            return;
        }

        // Characters, not bytes: counting the bytes would read the text twice. A reader of the form knows the end all the same.
        Write(text.Length);
        WriteCharacters(text);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        while (bytes.Length > _buffer.Length - _used)
        {
            var part = _buffer.Length - _used;
            bytes[..part].CopyTo(_buffer.AsSpan(_used));
            _used += part;
            Flush();
            bytes = bytes[part..];
        }

        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    public void Write(byte value) => Room(1)[0] = value;

    public void Write(bool value) => Write(value ? (byte)1 : (byte)0);

    public void Write(int value) => BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), value);

    public void Write(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);

    public void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    public void Write(bool? value) => Write(value switch { null => (byte)2, true => (byte)1, false => (byte)0 });

    public void Write(long? value)
    {
        Write(value is not null);
        Write(value ?? 0);
    }

    public void Write(float? value) => Write(value is { } given ? BitConverter.SingleToInt32Bits(given) : (long?)null);

    public RequestIdentity Complete()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (_hash is null)
        {
            SHA256.HashData(_buffer.AsSpan(0, _used), hash);
        }
        else
        {
            Flush();
            _hash.GetHashAndReset(hash);
        }

        return RequestIdentity.Of(hash);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _hash?.Dispose();
    }

    private void WriteCharacters(ReadOnlySpan<char> rest)
    {
        while (true)
        {
            var status = Utf8.FromUtf16(rest, _buffer.AsSpan(_used), out var read, out var written, replaceInvalidSequences: false);
            _used += written;
            rest = rest[read..];
            switch (status)
            {
                case OperationStatus.Done:
                    return;
                case OperationStatus.DestinationTooSmall:
                    Flush();
                    break;
                default:
                    var room = Room(3);
                    room[0] = LoneSurrogate;
                    BinaryPrimitives.WriteUInt16LittleEndian(room[1..], rest[0]);
                    rest = rest[1..];
                    break;
            }
        }
    }

    private Span<byte> Room(int size)
    {
        if (size > _buffer.Length - _used)
        {
            Flush();
        }

        var room = _buffer.AsSpan(_used, size);
        _used += size;
        return room;
    }

    private void Flush()
    {
        _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hash.AppendData(_buffer, 0, _used);
        _used = 0;
    }
}
