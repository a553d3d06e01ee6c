using System.Net;
using Paracle.Benchmarks.Http;

namespace Paracle.Benchmarks.Servers;

/// <summary>Makes the requests of each kind. Unique prompts are unique in all of the run.</summary>
internal sealed class Requests(WholeSystem system)
{
    private const int CommonPrompts = 16;
    private const long NumbersOfAWorkload = 1_000_000_000;
    private const string Prompt =
        $"Summarise the minutes of meeting {HttpRequestTemplate.Number} in one sentence: who was there, what was decided, and what is to be done until the next time.";

    private long _workloads;

    /// <summary>Who answers requests of a kind.</summary>
    public HostProcess HostOf(RequestKind kind) => kind switch
    {
        RequestKind.Model or RequestKind.ModelStream => system.Model,
        RequestKind.Pooled => system.PooledServer,
        _ => system.Server,
    };

    public HttpWorkload Of(RequestKind kind)
    {
        var host = HostOf(kind).EndPoint;
        var first = ++_workloads * NumbersOfAWorkload;
        long Next(long n) => first + n;
        return kind switch
        {
            RequestKind.Bare => new(host, HttpRequestTemplate.Get(host, "/health/live"), [.. "\"live\""u8], Next),
            RequestKind.Model => new(host, Ask(host, isStreamed: false), [.. "\"finish_reason\":\"stop\""u8], Next),
            RequestKind.ModelStream => new(host, Ask(host, isStreamed: true), [.. "[DONE]"u8], Next) { FirstText = [.. "\"delta\":{\"content\":"u8] },
            RequestKind.Stream => new(host, Run(host, "/stream"), [.. "event: completed"u8], Next) { FirstText = [.. "event: text"u8] },
            _ => new(host, Run(host), [.. "\"status\":\"succeeded\""u8], kind switch
            {
                RequestKind.Repeated => Common,
                RequestKind.Half => n => n % 2 == 0 ? Common(n / 2) : Next(n),
                _ => Next,
            }),
        };
    }

    private static long Common(long n) => n % CommonPrompts;

    private static HttpRequestTemplate Run(IPEndPoint host, string path = "") =>
        HttpRequestTemplate.Post(host, $"/api/v1/agents/run{path}", $$"""{"agent_id":"{{WholeSystem.Agent}}","task":"{{Prompt}}"}""");

    private static HttpRequestTemplate Ask(IPEndPoint host, bool isStreamed) => HttpRequestTemplate.Post(
        host,
        "/v1/chat/completions",
        $$"""{"model":"simulated","stream":{{(isStreamed ? "true" : "false")}},"messages":[{"role":"user","content":"{{Prompt}}"}]}""");
}
