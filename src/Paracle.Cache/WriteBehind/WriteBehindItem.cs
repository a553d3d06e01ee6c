namespace Paracle;

/// <summary>The last of the writes of a key in a batch.</summary>
/// <typeparam name="T">The kind of value.</typeparam>
public sealed record WriteBehindItem<T>
{
    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The key in the cache.</summary>
    public required string Key { get; init; }

    /// <summary>Whether the value is to be removed.</summary>
    public required bool IsRemoval { get; init; }

    /// <summary>The value; default of <typeparamref name="T"/> when it is to be removed.</summary>
    public required T? Value { get; init; }

    /// <summary>Names this write, and no other: 32 hexadecimal digits.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The names of the earlier writes of the key that this one stands for. They are over once this one has taken effect; a sink that records
    /// names records these too, since another batch may bring them alone.</summary>
    public required IReadOnlyList<string> Superseded { get; init; }

    /// <summary>When the write was acknowledged, UTC, by the clock of the host that took it.</summary>
    public required DateTimeOffset WrittenAt { get; init; }
}
