using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Paracle.AspNetCore.Internal.Json;

namespace Paracle.AspNetCore.Internal.Streams;

/// <summary>
/// Writes server-sent events (WHATWG HTML, section 9.2). Data is one line of JSON, which holds no raw line break, so that every
/// event is framed right whatever its text holds.
/// </summary>
internal sealed class EventStream : IDisposable
{
    private readonly PipeWriter _pipe;
    private readonly Utf8JsonWriter _json;
    private long _lastId;

    private EventStream(PipeWriter pipe)
    {
        _pipe = pipe;
        _json = new Utf8JsonWriter(pipe, new JsonWriterOptions { Encoder = HttpJson.Contracts.Options.Encoder, SkipValidation = true });
    }

    /// <summary>How many events are written but not sent.</summary>
    public int Unsent { get; private set; }

    /// <summary>Makes the response an event stream that nothing on its way holds back or compresses.</summary>
    public static EventStream Begin(HttpContext context)
    {
        var headers = context.Response.Headers;
        context.Response.ContentType = "text/event-stream";
        headers.CacheControl = "no-cache, no-transform";
        headers.XContentTypeOptions = "nosniff";
        headers["X-Accel-Buffering"] = "no";

        // A host's compression middleware decides with the next call at the latest, and finds that the client accepts none.
        context.Request.Headers.AcceptEncoding = default;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        return new EventStream(context.Response.BodyWriter);
    }

    /// <summary>Writes an event of the run, with the next id.</summary>
    public void Write<T>(ReadOnlySpan<byte> type, T data, JsonTypeInfo<T> contract)
    {
        _pipe.Write("id: "u8);
        Utf8Formatter.TryFormat(++_lastId, _pipe.GetSpan(20), out var digits);
        _pipe.Advance(digits);
        _pipe.Write("\n"u8);
        WriteBody(type, data, contract);
    }

    /// <summary>Writes a heartbeat. It has no id: it is no part of the run.</summary>
    public void WriteHeartbeat() => WriteBody("heartbeat"u8, new HeartbeatEvent(), HttpJson.Contracts.HeartbeatEvent);

    public ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken)
    {
        Unsent = 0;
        return _pipe.FlushAsync(cancellationToken);
    }

    public void Dispose() => _json.Dispose();

    private void WriteBody<T>(ReadOnlySpan<byte> type, T data, JsonTypeInfo<T> contract)
    {
        _pipe.Write("event: "u8);
        _pipe.Write(type);
        _pipe.Write("\ndata: "u8);
        _json.Reset(_pipe);
        JsonSerializer.Serialize(_json, data, contract);
        _json.Flush();
        _pipe.Write("\n\n"u8);
        Unsent++;
    }
}
