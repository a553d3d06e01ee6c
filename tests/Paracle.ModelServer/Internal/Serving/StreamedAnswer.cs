using System.IO.Pipelines;

namespace Paracle.Simulation.Internal;

/// <summary>Sends an answer as server-sent events, one token at a time.</summary>
internal sealed class StreamedAnswer(TimeSpan stallLimit, TimeProvider time, ModelCounters counters)
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromMilliseconds(10);

    public async Task SendAsync(Exchange exchange, Answer answer, Pace pace)
    {
        exchange.Response.ContentType = "text/event-stream; charset=utf-8";
        exchange.Response.Headers.CacheControl = "no-cache";
        PipeWriter output = exchange.Response.BodyWriter;
        StreamFault? fault = answer.Reply.Fault;
        int faultAt = Math.Min(fault?.Tokens ?? int.MaxValue, answer.Pieces.Count);
        using var events = new EventWriter(output);

        await pace.UntilAsync(tokens: 0, exchange.ClientLeft);
        await exchange.Response.StartAsync(exchange.ClientLeft);
        exchange.Protocol.WriteStart(events, answer);
        await output.FlushAsync(exchange.ClientLeft);
        for (int i = 0; i < answer.Pieces.Count; i++)
        {
            if (fault is not null && i == faultAt && await EndsWithAsync(fault.Kind, exchange, answer, events))
            {
                return;
            }

            await pace.UntilAsync(i, exchange.ClientLeft);
            exchange.ClientLeft.ThrowIfCancellationRequested();
            exchange.Protocol.WritePiece(events, answer, answer.Pieces[i]);
            await output.FlushAsync(exchange.ClientLeft);
            counters.Served(1);
        }

        if (fault is not null && faultAt == answer.Pieces.Count && await EndsWithAsync(fault.Kind, exchange, answer, events))
        {
            return;
        }

        await pace.UntilAsync(answer.Pieces.Count, exchange.ClientLeft);
        exchange.ClientLeft.ThrowIfCancellationRequested();
        exchange.Protocol.WriteEnd(events, answer);

        // not cancelled: a client that leaves once it has the last byte has been served; and with the end of the body in one packet, for a client that
        // has read the last event must not have to wait for it before it can use the connection again
        await exchange.Response.CompleteAsync();
    }

    private async Task PingAsync(Exchange exchange, Answer answer, EventWriter events)
    {
        for (long began = time.GetTimestamp(); time.GetElapsedTime(began) < stallLimit;)
        {
            exchange.Protocol.WritePing(events, answer);
            await exchange.Response.BodyWriter.FlushAsync(exchange.ClientLeft);
            await Task.Delay(PingInterval, time, exchange.ClientLeft);
        }
    }

    private async Task<bool> EndsWithAsync(StreamFaultKind kind, Exchange exchange, Answer answer, EventWriter events)
    {
        switch (kind)
        {
            case StreamFaultKind.Malformed:
                exchange.Protocol.WriteMalformed(events);
                return false;
            case StreamFaultKind.Error:
                exchange.Protocol.WriteStreamError(events);
                break;
            case StreamFaultKind.Cut:
                throw new BrokenConnectionException();
            case StreamFaultKind.Stall:
                await Task.Delay(stallLimit, time, exchange.ClientLeft);
                throw new BrokenConnectionException();
            case StreamFaultKind.Ping:
                await PingAsync(exchange, answer, events);
                throw new BrokenConnectionException();
        }

        await exchange.Response.BodyWriter.FlushAsync(CancellationToken.None);
        return true;
    }
}
