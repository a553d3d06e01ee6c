using System.Text.Json.Serialization;

namespace Paracle;

/// <summary>The id of an execution: a UUIDv7 (RFC 9562) whose first 48 bits are the millisecond the execution was created.</summary>
/// <remarks>Ids are not ordered within a millisecond: order by (<see cref="CreatedAt"/>, id).</remarks>
[JsonConverter(typeof(ExecutionIdJsonConverter))]
public readonly record struct ExecutionId
{
    /// <summary>Takes an id that exists.</summary>
    /// <param name="value">A UUID of version 7.</param>
    /// <exception cref="InvalidInputException">The UUID is of another version.</exception>
    public ExecutionId(Guid value)
    {
        if (value.Version != 7)
        {
            throw new InvalidInputException("execution id", $"'{value}' is no execution id: it must be a UUID of version 7.");
        }

        Value = value;
    }

    /// <summary>The UUID.</summary>
    public Guid Value { get; }

    /// <summary>When the execution was created, UTC, to the millisecond: read out of the id.</summary>
    public DateTimeOffset CreatedAt
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Value.TryWriteBytes(bytes, bigEndian: true, out _);
            var milliseconds = ((long)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16)
                | System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }
    }

    /// <summary>Mints an id. Its time is the provider's, its random bits the platform's, so that ids cannot be guessed.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <returns>The id.</returns>
    public static ExecutionId New(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        return new ExecutionId(Guid.CreateVersion7(timeProvider.GetUtcNow()));
    }

    /// <summary>Reads an id from its text form.</summary>
    /// <param name="text">A UUID of version 7 with hyphens.</param>
    /// <returns>The id.</returns>
    /// <exception cref="InvalidInputException">The text is no such UUID.</exception>
    public static ExecutionId Parse(string? text) =>
        Guid.TryParseExact(text, "D", out var value)
            ? new ExecutionId(value)
            : throw new InvalidInputException("execution id", "The text is no execution id: it must be a UUID of version 7 with hyphens.");

    /// <summary>The id as a UUID with hyphens.</summary>
    public override string ToString() => Value.ToString("D");
}
