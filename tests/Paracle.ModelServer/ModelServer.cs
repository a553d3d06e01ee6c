using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Paracle.Simulation.Internal;

namespace Paracle.Simulation;

/// <summary>
/// A model provider on 127.0.0.1 that speaks the wire protocols of OpenAI (chat completions, embeddings, models) and
/// Anthropic (messages, models), answers as scripted and counts what it is asked. A request that nothing is scripted for
/// gets an answer made of its last user message.
/// </summary>
public sealed class ModelServer : IAsyncDisposable
{
    // A client on a busy machine is no attacker.
    private static readonly TimeSpan Unhurried = TimeSpan.FromMinutes(10);

    private readonly KestrelServer _kestrel;
    private readonly ReplyScript _script;
    private readonly RequestLog _log;

    private ModelServer(ModelServerOptions options)
    {
        _kestrel = CreateKestrel(options);
        _script = new ReplyScript(options.AnswerTokens);
        _log = new RequestLog(options.RecordedRequests);
        BaseAddress = new Uri("http://127.0.0.1");
    }

    /// <summary>The address without a path; what Anthropic's client takes as its base URL.</summary>
    public Uri BaseAddress { get; private set; }

    /// <summary>The address with <c>/v1</c>; what OpenAI's client takes as its endpoint.</summary>
    public Uri OpenAIEndpoint => new(BaseAddress, "v1");

    /// <summary>What the server has seen so far.</summary>
    public ModelCounters Counters { get; } = new();

    /// <summary>The last requests in order of arrival, as many as <see cref="ModelServerOptions.RecordedRequests"/>.</summary>
    public IReadOnlyList<ModelRequest> Requests => _log.Snapshot();

    /// <summary>
    /// Replies to requests for which none is queued; where it is null or returns null the default answer is given. It is
    /// called from many requests at once. For embeddings an <see cref="AnswerReply"/> means the usual vectors.
    /// </summary>
    public Func<ModelRequest, ModelReply?>? Responder
    {
        get => _script.Responder;
        set => _script.Responder = value;
    }

    /// <summary>Starts a server.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<ModelServer> StartAsync(ModelServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ModelServerOptions();
        ModelServerOptions.Validate(options);
        var server = new ModelServer(options);
        var application = new ModelApplication(options, server._script, server.Counters, server._log);
        await server._kestrel.StartAsync(application, cancellationToken);
        server.BaseAddress = new Uri(server._kestrel.Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    /// <summary>Queues replies for the next requests, one each, whichever arrives first. Requests that are refused as malformed take none.</summary>
    public void Enqueue(params ReadOnlySpan<ModelReply> replies)
    {
        foreach (ModelReply reply in replies)
        {
            _script.Enqueue(reply);
        }
    }

    /// <summary>Stops at once: what is in flight is cut.</summary>
    public async ValueTask DisposeAsync()
    {
        await _kestrel.StopAsync(new CancellationToken(canceled: true));
        _kestrel.Dispose();
    }

    private static KestrelServer CreateKestrel(ModelServerOptions options)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.RequestHeadersTimeout = Unhurried;
        kestrel.Limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
        {
            listen.Protocols = options switch
            {
                { Certificate: not null } => HttpProtocols.Http1AndHttp2,
                { Http2: true } => HttpProtocols.Http2,
                _ => HttpProtocols.Http1,
            };
            if (options.Certificate is { } certificate)
            {
                // TLS takes what it needs from the services of a host; this one is never started.
                kestrel.ApplicationServices = new HostBuilder().ConfigureWebHost(static web => web.UseKestrel()).Build().Services;
                listen.UseHttps(certificate, https => https.HandshakeTimeout = Unhurried);
            }
        });
        return new KestrelServer(
            Options.Create(kestrel),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions { Backlog = 4_096 }), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }
}
