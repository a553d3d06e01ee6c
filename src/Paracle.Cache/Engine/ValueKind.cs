using System.Buffers;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Cache.Internal;

/// <summary>How values of one type are handled: whether their instances can be shared, and how they become bytes.</summary>
internal sealed class ValueKind<T>(IHybridCacheSerializer<T>? serializer)
{
    private const int Unmeasured = 256;
    private const int MeasuredOf = 16;
    private int _seen;
    private long _lastSize = Unmeasured;
    private int _warned;

    /// <summary>Whether the type says that nobody can change its instances.</summary>
    public bool IsImmutable { get; } = typeof(T) == typeof(string)
        || !RuntimeHelpers.IsReferenceOrContainsReferences<T>()
        || (typeof(T).IsDefined(typeof(ImmutableObjectAttribute), inherit: false) && (typeof(T).IsSealed || typeof(T).IsValueType) && SaysImmutable());

    /// <summary>Whether a value of the type can leave the process.</summary>
    public bool IsSerializable => serializer is not null;

    /// <summary>True once: whoever gets it tells how copies are avoided.</summary>
    public bool IsFirstCopy() => Interlocked.Exchange(ref _warned, 1) == 0;

    public void Serialize(T value, IBufferWriter<byte> target) => Required().Serialize(value, target);

    public T Deserialize(ReadOnlyMemory<byte> payload) => Required().Deserialize(new ReadOnlySequence<byte>(payload));

    /// <summary>About how many bytes a value takes that is not serialized anyway. Measuring costs as much as serializing, so only some are measured.</summary>
    public long SizeOf(T value)
    {
        if (value is string text)
        {
            return 22 + (2L * text.Length);
        }

        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            return Unsafe.SizeOf<T>();
        }

        if (serializer is null || Interlocked.Increment(ref _seen) is var seen && seen > MeasuredOf && seen % MeasuredOf != 0)
        {
            return Volatile.Read(ref _lastSize);
        }

        using var buffer = new PooledWriter();
        serializer.Serialize(value, buffer);
        Volatile.Write(ref _lastSize, buffer.WrittenCount);
        return buffer.WrittenCount;
    }

    private static bool SaysImmutable() =>
        ((ImmutableObjectAttribute[])typeof(T).GetCustomAttributes(typeof(ImmutableObjectAttribute), inherit: false)).Any(attribute => attribute.Immutable);

    private IHybridCacheSerializer<T> Required() => serializer ?? throw new ConfigurationException(
        $"The cache has no serializer for {typeof(T)}, so it can neither copy its values nor share them with other hosts. Add a source-generated context with AddCacheJson, or an IHybridCacheSerializer<T>.");
}
