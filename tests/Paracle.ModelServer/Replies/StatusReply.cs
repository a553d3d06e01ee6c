namespace Paracle.Simulation;

/// <summary>A response with a status and a body, instead of an answer.</summary>
public sealed record StatusReply : ModelReply
{
    /// <summary>The HTTP status.</summary>
    public required int StatusCode { get; init; }

    /// <summary>The message inside the vendor's error body; null takes one that names the status.</summary>
    public string? Message { get; init; }

    /// <summary>A body sent as it is; null writes the vendor's error body.</summary>
    public string? Body { get; init; }

    /// <summary>The type of <see cref="Body"/>.</summary>
    public string ContentType { get; init; } = "application/json";
}
