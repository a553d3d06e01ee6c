using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Paracle.Simulation.Internal;

/// <summary>What Kestrel calls for each request: no host, routing or logging in between, so that the server is not what a benchmark measures.</summary>
internal sealed class ModelApplication(ModelServerOptions options, ReplyScript script, ModelCounters counters, RequestLog log)
    : IHttpApplication<HttpContext>
{
    private readonly OpenAIProtocol _openAI = new();
    private readonly AnthropicProtocol _anthropic = new();
    private readonly ReplySender _sender = new(options, counters);
    private long _number;

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        var exchange = new Exchange(context, ProtocolOf(context.Request, path), Interlocked.Increment(ref _number), options.TimeProvider.GetTimestamp());
        if (path is Paths.Counters)
        {
            await exchange.SendJsonAsync(counters, CountersJson.Write);
            return;
        }

        counters.Began(Paths.Counted(path));
        context.Response.Headers[exchange.Protocol.RequestIdHeader] = exchange.RequestId;
        bool aborted = false;
        try
        {
            await ServeAsync(exchange, path);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException
            || (exception is not BrokenConnectionException && context.RequestAborted.IsCancellationRequested))
        {
            aborted = true; // the client left while it was waiting or written to, or before its request was complete
            throw;
        }
#pragma warning disable CA1031 // there is no log: a fault of the server itself must reach whoever reads the client's error
        catch (Exception exception) when (exception is not BrokenConnectionException && !context.Response.HasStarted)
#pragma warning restore CA1031
        {
            await exchange.SendErrorAsync(500, $"The model server failed: {exception}");
        }
        finally
        {
            counters.Ended(aborted);
        }
    }

    private VendorProtocol ProtocolOf(HttpRequest request, string path) => path switch
    {
        Paths.Messages => _anthropic,
        Paths.Chat or Paths.Embeddings => _openAI,
        _ => request.Headers.ContainsKey("anthropic-version") ? _anthropic : _openAI,
    };

    private Task ServeAsync(Exchange exchange, string path)
    {
        if (Paths.Counted(path) is Paths.Other)
        {
            return exchange.SendErrorAsync(404, $"Unknown path: {path}");
        }

        if (!HttpMethods.Equals(exchange.Context.Request.Method, Paths.Method(path)))
        {
            return exchange.SendErrorAsync(405, $"Not allowed here: {exchange.Context.Request.Method}");
        }

        return path is Paths.Models ? exchange.SendJsonAsync(exchange.Protocol.Vendor, ModelList.Write) : ReplyAsync(exchange, path);
    }

    private async Task ReplyAsync(Exchange exchange, string path)
    {
        ModelRequest request = await RequestReader.ReadAsync(exchange.Context, exchange.Protocol.Vendor, path);
        log.Add(request);
        try
        {
            await (Complaint(exchange.Protocol, request) is { } complaint
                ? exchange.SendErrorAsync(400, complaint)
                : _sender.SendAsync(exchange, request, script.Next(request)));
        }
        finally
        {
            request.End();
        }
    }

    private static string? Complaint(VendorProtocol protocol, ModelRequest request)
    {
        try
        {
            return request.Path is Paths.Embeddings ? Embeddings.Complaint(request.Json) : protocol.Complaint(request);
        }
        catch (JsonException exception)
        {
            return $"We could not parse the JSON body of your request: {exception.Message}";
        }
    }
}
