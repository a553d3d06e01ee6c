using Paracle.Simulation.Internal;

namespace Paracle.Simulation;

/// <summary>
/// What goes wrong with an answer after some tokens. Without streaming there are no tokens on the wire: the fault then
/// strikes after half of the body's bytes.
/// </summary>
public sealed record StreamFault
{
    private StreamFault(StreamFaultKind kind, int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tokens);
        Kind = kind;
        Tokens = tokens;
    }

    internal StreamFaultKind Kind { get; }

    internal int Tokens { get; }

    /// <summary>The connection breaks.</summary>
    public static StreamFault CutAfter(int tokens) => new(StreamFaultKind.Cut, tokens);

    /// <summary>Nothing more is sent, until the client leaves or <see cref="ModelServerOptions.StallLimit"/> cuts the connection.</summary>
    public static StreamFault StallAfter(int tokens) => new(StreamFaultKind.Stall, tokens);

    /// <summary>Events that say nothing follow without end, until the client leaves or <see cref="ModelServerOptions.StallLimit"/> cuts the connection.
    /// Without streaming nothing more is sent.</summary>
    public static StreamFault PingAfter(int tokens) => new(StreamFaultKind.Ping, tokens);

    /// <summary>The response ends in good order as HTTP sees it, but without the events that end an answer.</summary>
    public static StreamFault EndAfter(int tokens) => new(StreamFaultKind.End, tokens);

    /// <summary>An event that is not JSON comes in between; the rest follows. Without streaming the body is truncated JSON.</summary>
    public static StreamFault MalformedAfter(int tokens) => new(StreamFaultKind.Malformed, tokens);

    /// <summary>The vendor's error event ends the stream, as when it is overloaded in mid-answer. Without streaming it is a plain 500.</summary>
    public static StreamFault ErrorAfter(int tokens) => new(StreamFaultKind.Error, tokens);
}
