using System.Text.Json;

namespace Paracle.Simulation.Internal;

/// <summary>One request and the means to answer it.</summary>
internal sealed class Exchange(HttpContext context, VendorProtocol protocol, long number, long arrival)
{
    public HttpContext Context { get; } = context;

    public VendorProtocol Protocol { get; } = protocol;

    public long Number { get; } = number;

    public string RequestId => $"req_{Number}";

    /// <summary>Timestamp of its arrival on the server's clock.</summary>
    public long Arrival { get; } = arrival;

    public HttpResponse Response => Context.Response;

    /// <summary>Cancelled when the client has left.</summary>
    public CancellationToken ClientLeft => Context.RequestAborted;

    public void SetHeaders(ModelReply reply)
    {
        foreach ((string name, string value) in reply.Headers)
        {
            Response.Headers[name] = value;
        }
    }

    public Task SendErrorAsync(int statusCode, string message)
    {
        Response.StatusCode = statusCode;
        return SendJsonAsync((Protocol, statusCode, message, RequestId), static (json, error) =>
            error.Protocol.WriteError(json, error.statusCode, error.message, error.RequestId));
    }

    public Task SendJsonAsync<TState>(TState state, Action<Utf8JsonWriter, TState> write) =>
        SendAsync(WireJson.Bytes(state, write), "application/json");

    public async Task SendAsync(ReadOnlyMemory<byte> body, string contentType)
    {
        ClientLeft.ThrowIfCancellationRequested();
        Response.ContentType = contentType;
        Response.ContentLength = body.Length;

        // not cancelled: a client that leaves once it has the last byte has been served
        await Response.BodyWriter.WriteAsync(body, CancellationToken.None);
    }
}
