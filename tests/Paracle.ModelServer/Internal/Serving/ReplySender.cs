using System.Text;
using Microsoft.AspNetCore.Connections.Features;

namespace Paracle.Simulation.Internal;

/// <summary>Carries out a reply.</summary>
internal sealed class ReplySender(ModelServerOptions options, ModelCounters counters)
{
    private readonly WholeAnswer _whole = new(options.StallLimit, options.TimeProvider, counters);
    private readonly StreamedAnswer _streamed = new(options.StallLimit, options.TimeProvider, counters);

    public async Task SendAsync(Exchange exchange, ModelRequest request, ModelReply reply)
    {
        exchange.SetHeaders(reply);
        if (reply.ClosesConnection)
        {
            exchange.Context.Features.Get<IConnectionLifetimeNotificationFeature>()!.RequestClose();
        }

        if (reply is AnswerReply answerReply)
        {
            await AnswerAsync(exchange, request, answerReply);
            return;
        }

        var pace = new Pace(options.TimeProvider, exchange.Arrival, reply.FirstTokenDelay ?? TimeSpan.Zero, TimeSpan.Zero);
        await pace.UntilAsync(tokens: 0, exchange.ClientLeft);
        if (reply is StatusReply status)
        {
            await SendStatusAsync(exchange, status);
        }
        else
        {
            exchange.Context.Abort();
        }
    }

    private static Task SendStatusAsync(Exchange exchange, StatusReply reply)
    {
        if (reply.Body is null)
        {
            return exchange.SendErrorAsync(reply.StatusCode, reply.Message ?? $"The simulated model answers {reply.StatusCode}.");
        }

        exchange.Response.StatusCode = reply.StatusCode;
        return exchange.SendAsync(Encoding.UTF8.GetBytes(reply.Body), reply.ContentType);
    }

    private Task AnswerAsync(Exchange exchange, ModelRequest request, AnswerReply reply)
    {
        var pace = new Pace(
            options.TimeProvider,
            exchange.Arrival,
            reply.FirstTokenDelay ?? options.FirstTokenDelay,
            reply.TokenDelay ?? options.TokenDelay);
        if (request.Path is Paths.Embeddings)
        {
            return EmbeddingsAsync(exchange, request, pace);
        }

        var answer = new Answer(request, reply, exchange.Number, options.TimeProvider.GetUtcNow());
        return request.IsStreaming ? _streamed.SendAsync(exchange, answer, pace) : _whole.SendAsync(exchange, answer, pace);
    }

    private static async Task EmbeddingsAsync(Exchange exchange, ModelRequest request, Pace pace)
    {
        await pace.UntilAsync(tokens: 0, exchange.ClientLeft);
        await exchange.SendJsonAsync(request, Embeddings.Write);
    }
}
