using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Paracle.Benchmarks.Llm.Peers;

/// <summary>A transport that reads the request, as a socket would, and answers from memory in the wire format of OpenAI.</summary>
internal sealed class StubVendor(byte[] body, string mediaType, HttpStatusCode status = HttpStatusCode.OK, TimeSpan delay = default) : HttpMessageHandler
{
    public const int Chunks = 100;

    private static readonly byte[] Answer = Encoding.UTF8.GetBytes(
        """
        {"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"stub","choices":[{"index":0,"message":{"role":"assistant",
        "content":"The answer is that one of the two is the other, and that neither is what was asked."},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":1024,"completion_tokens":20,"total_tokens":1044}}
        """);

    private static readonly byte[] AnswerInChunks = Encoding.UTF8.GetBytes(StreamOf(Chunks));

    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public static StubVendor Whole(TimeSpan delay = default) => new(Answer, "application/json", delay: delay);

    public static StubVendor Streaming() => new(AnswerInChunks, "text/event-stream");

    public static StubVendor Overloaded() => new("{}"u8.ToArray(), "application/json", HttpStatusCode.ServiceUnavailable);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, TimeProvider.System, cancellationToken);
        }

        var content = new StreamContent(new MemoryStream(body, writable: false));
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return new HttpResponseMessage(status) { Content = content, RequestMessage = request };
    }

    private static string StreamOf(int chunks)
    {
        const string head = """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"stub",""";
        var text = new StringBuilder();
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            text.Append(head).Append("\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"word ").Append(chunk).Append(" \"},\"finish_reason\":null}]}\n\n");
        }

        return text.Append(head).Append("""
            "choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
            """).Append("\n\n").Append(head).Append("""
            "choices":[],"usage":{"prompt_tokens":1024,"completion_tokens":100,"total_tokens":1124}}
            """).Append("\n\ndata: [DONE]\n\n").ToString();
    }
}
