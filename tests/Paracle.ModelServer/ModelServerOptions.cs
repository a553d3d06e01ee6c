using System.Security.Cryptography.X509Certificates;

namespace Paracle.Simulation;

/// <summary>How a <see cref="ModelServer"/> listens, paces its answers and what it remembers.</summary>
public sealed record ModelServerOptions
{
    /// <summary>TCP port on 127.0.0.1; 0, the default, takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Time from a request's arrival to its first token. Default: none.</summary>
    public TimeSpan FirstTokenDelay { get; init; }

    /// <summary>
    /// Time each token takes after that. A stream sends token i at first + i * token and ends at first + tokens * token,
    /// which is when an answer without streaming is sent whole. Default: none.
    /// </summary>
    public TimeSpan TokenDelay { get; init; }

    /// <summary>Tokens of an answer that nobody scripted. Default: 16.</summary>
    public int AnswerTokens { get; init; } = 16;

    /// <summary>How many of the last requests are kept for <see cref="ModelServer.Requests"/>; 0 keeps none. Default: 1,000.</summary>
    public int RecordedRequests { get; init; } = 1_000;

    /// <summary>How long a stalled reply is held before its connection is cut. Default: 5 minutes, longer than any test waits.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Speak HTTP/2 without TLS (prior knowledge) in place of HTTP/1.1. Default: false.</summary>
    public bool Http2 { get; init; }

    /// <summary>The most HTTP/2 streams at once on one connection. Default: 10,000.</summary>
    public int MaxStreamsPerConnection { get; init; } = 10_000;

    /// <summary>Speak TLS with this certificate, and HTTP/2 to clients that want it. Default: none, no TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The clock of all delays and of the <c>created</c> field. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal static void Validate(ModelServerOptions options)
    {
        string? complaint = options switch
        {
            { Port: < 0 or > ushort.MaxValue } => $"{nameof(Port)} is {options.Port}; it must be from 0 to {ushort.MaxValue}.",
            { AnswerTokens: < 0 } => $"{nameof(AnswerTokens)} is {options.AnswerTokens}; it must not be negative.",
            { RecordedRequests: < 0 } => $"{nameof(RecordedRequests)} is {options.RecordedRequests}; it must not be negative.",
            { MaxStreamsPerConnection: < 1 } => $"{nameof(MaxStreamsPerConnection)} is {options.MaxStreamsPerConnection}; it must be at least 1.",
            { FirstTokenDelay.Ticks: < 0 } => $"{nameof(FirstTokenDelay)} is {options.FirstTokenDelay}; it must not be negative.",
            { TokenDelay.Ticks: < 0 } => $"{nameof(TokenDelay)} is {options.TokenDelay}; it must not be negative.",
            { StallLimit.Ticks: < 0 } => $"{nameof(StallLimit)} is {options.StallLimit}; it must not be negative.",
            _ => null,
        };
        if (complaint is not null)
        {
            throw new ArgumentException($"The model server cannot start: {complaint}", nameof(options));
        }
    }
}
