using System.Net;

namespace Paracle.Benchmarks.Http;

/// <summary>Requests to a server, and how a good answer is known.</summary>
/// <param name="Server">Who is asked.</param>
/// <param name="Request">What is sent.</param>
/// <param name="Sign">What a good answer holds, besides the status 200.</param>
/// <param name="NumberOf">Which number the n-th request carries.</param>
internal sealed record HttpWorkload(IPEndPoint Server, HttpRequestTemplate Request, byte[] Sign, Func<long, long> NumberOf)
{
    private long _sent;

    /// <summary>What the first text of a streamed answer is known by; null where answers come in one piece.</summary>
    public byte[]? FirstText { get; init; }

    /// <summary>The number of the next request, in whichever round it is sent.</summary>
    public long NextNumber() => NumberOf(Interlocked.Increment(ref _sent));
}
