namespace Paracle.Simulation.Internal;

/// <summary>Sends an answer as one JSON body.</summary>
internal sealed class WholeAnswer(TimeSpan stallLimit, TimeProvider time, ModelCounters counters)
{
    public async Task SendAsync(Exchange exchange, Answer answer, Pace pace)
    {
        await pace.UntilAsync(answer.Pieces.Count, exchange.ClientLeft);
        if (answer.Reply.Fault is { Kind: StreamFaultKind.Error })
        {
            await exchange.SendErrorAsync(500, "The simulated model failed in mid-answer.");
            return;
        }

        ReadOnlyMemory<byte> body = WireJson.Bytes((exchange.Protocol, answer), static (json, whole) =>
            whole.Protocol.WriteWhole(json, whole.answer));
        switch (answer.Reply.Fault?.Kind)
        {
            case StreamFaultKind.Cut or StreamFaultKind.Stall or StreamFaultKind.Ping:
                await SendHalfAsync(exchange, body, answer.Reply.Fault.Kind);
                break;
            case StreamFaultKind.End or StreamFaultKind.Malformed:
                await exchange.SendAsync(body[..(body.Length / 2)], "application/json");
                break;
            default:
                await exchange.SendAsync(body, "application/json");
                counters.Served(answer.Pieces.Count);
                break;
        }
    }

    private async Task SendHalfAsync(Exchange exchange, ReadOnlyMemory<byte> body, StreamFaultKind kind)
    {
        exchange.Response.ContentType = "application/json";
        exchange.Response.ContentLength = body.Length;
        await exchange.Response.BodyWriter.WriteAsync(body[..(body.Length / 2)], exchange.ClientLeft);
        if (kind != StreamFaultKind.Cut)
        {
            await Task.Delay(stallLimit, time, exchange.ClientLeft);
        }

        throw new BrokenConnectionException();
    }
}
