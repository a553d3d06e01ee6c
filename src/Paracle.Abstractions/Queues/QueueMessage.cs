namespace Paracle;

/// <summary>Something to append to the journal.</summary>
public sealed record QueueMessage
{
    /// <summary>The queue's name.</summary>
    public required string Queue { get; init; }

    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>Messages of one tenant and key are read in the order they were appended.</summary>
    public required string Key { get; init; }

    /// <summary>Names the effect: while a message of this queue, tenant and idempotency key is in the journal, appending it again changes nothing.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The content: at most 1,048,576 bytes.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Checks the message; every queue calls it before any I/O.</summary>
    /// <exception cref="InvalidInputException">A member is missing, malformed or too long.</exception>
    public void Validate()
    {
        InputRules.RequireName(Queue, "queue");
        _ = Tenant.Value;
        InputRules.RequireKey(Key, "key");
        InputRules.RequireKey(IdempotencyKey, "idempotency key");
        InputRules.RequireRange(Payload.Length, 0, 1024 * 1024, "payload bytes");
    }
}
