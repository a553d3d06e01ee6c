using System.Buffers.Binary;
using System.Text.Json.Serialization;

namespace Paracle;

/// <summary>The id of an execution: a UUIDv7 (RFC 9562) whose first 48 bits are the millisecond the execution was created.</summary>
/// <remarks>Ids are not ordered within a millisecond: order by (<see cref="CreatedAt"/>, id).</remarks>
[JsonConverter(typeof(ExecutionIdJsonConverter))]
public readonly record struct ExecutionId
{
    // Guid.TryParseExact passes over white space around the UUID: two texts would name one id.
    private const int TextLength = 36;

    // The last millisecond of the year 9999, the last that DateTimeOffset can hold; 48 bits would reach the year 10889.
    private const long MaxMilliseconds = 253_402_300_799_999;

    /// <summary>Takes an id that exists.</summary>
    /// <param name="value">A UUID of version 7 (RFC 9562).</param>
    /// <exception cref="InvalidInputException">The UUID is of another version or variant, or its time lies after the year 9999.</exception>
    public ExecutionId(Guid value)
    {
        if (value.Version != 7 || value.Variant is < 8 or > 11 || MillisecondsIn(value) > MaxMilliseconds)
        {
            throw new InvalidInputException("execution id", $"'{value}' is no execution id: it must be a UUID of version 7 with a time before the year 10000.");
        }

        Value = value;
    }

    /// <summary>The UUID.</summary>
    public Guid Value { get; }

    /// <summary>When the execution was created, UTC, to the millisecond: read out of the id.</summary>
    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds(MillisecondsIn(Value));

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
        text?.Length == TextLength && Guid.TryParseExact(text, "D", out var value)
            ? new ExecutionId(value)
            : throw new InvalidInputException("execution id", "The text is no execution id: it must be a UUID of version 7 with hyphens.");

    /// <summary>The id as a UUID with hyphens.</summary>
    public override string ToString() => Value.ToString("D");

    private static long MillisecondsIn(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return ((long)BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
    }
}
