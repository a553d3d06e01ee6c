using StackExchange.Redis;

namespace Paracle.Cache.Redis.Internal;

/// <summary>What a read of the second layer brought. The reader gives it back.</summary>
internal readonly struct SharedRead : IDisposable
{
    private readonly Lease<byte>? _lease;
    private readonly byte[]? _bytes;

    private SharedRead(bool isAnswered, Lease<byte>? lease, byte[]? bytes) => (IsAnswered, _lease, _bytes) = (isAnswered, lease, bytes);

    /// <summary>Whether Redis answered.</summary>
    public bool IsAnswered { get; }

    /// <summary>What it holds, or null.</summary>
    public ReadOnlyMemory<byte>? Stored => _lease is not null ? _lease.Memory : _bytes is not null ? _bytes : (ReadOnlyMemory<byte>?)null;

    public static SharedRead Of(Lease<byte>? lease) => new(true, lease, null);

    public static SharedRead Of(byte[]? bytes) => new(true, null, bytes);

    public void Dispose() => _lease?.Dispose();
}
