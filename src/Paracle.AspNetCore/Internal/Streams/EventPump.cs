using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paracle.AspNetCore.Internal.Problems;

namespace Paracle.AspNetCore.Internal.Streams;

/// <summary>Moves the events of a run to a client until either has had enough.</summary>
internal sealed class EventPump(
    ProblemWriter problems, StreamTelemetry telemetry, IOptions<HttpApiOptions> options, TimeProvider timeProvider, ILogger<EventPump> logger)
{
    // Events that wait already share a flush, up to this many.
    private const int MaxUnsent = 32;

    /// <param name="events">The events; the current one is the first to send.</param>
    /// <param name="context">The request.</param>
    /// <param name="stop">Ends the run. Cancelled when the pump ends.</param>
    public async Task PumpAsync(IAsyncEnumerator<AgentEvent> events, HttpContext context, CancellationTokenSource stop)
    {
        using var open = telemetry.StreamOpened();
        using var stream = EventStream.Begin(context);
        var writer = new AgentEventWriter(stream);
        using var heartbeat = new PeriodicTimer(options.Value.HeartbeatInterval, timeProvider);
        var beat = heartbeat.WaitForNextTickAsync(CancellationToken.None).AsTask();
        var move = Task.FromResult(true);
        try
        {
            while (await move.ConfigureAwait(false))
            {
                writer.Write(events.Current);
                move = events.MoveNextAsync().AsTask();
                if (!move.IsCompleted || stream.Unsent >= MaxUnsent)
                {
                    await FlushAsync(stream, context, stop).ConfigureAwait(false);
                }

                while (!move.IsCompleted && await Task.WhenAny(move, beat).ConfigureAwait(false) == beat)
                {
                    beat = heartbeat.WaitForNextTickAsync(CancellationToken.None).AsTask();
                    stream.WriteHeartbeat();
                    await FlushAsync(stream, context, stop).ConfigureAwait(false);
                }
            }

            await FlushAsync(stream, context, stop).ConfigureAwait(false);
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            // The status is sent: the error is the last event.
            writer.Write(problems.Describe(EndpointNames.Stream, exception));
            await FlushAsync(stream, context, stop).ConfigureAwait(false);
        }
        finally
        {
            // The run ends before its events are disposed of, which must not happen while they move.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)move).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask FlushAsync(EventStream stream, HttpContext context, CancellationTokenSource stop)
    {
        var flush = stream.FlushAsync(context.RequestAborted);
        if (flush.IsCompleted)
        {
            await flush.ConfigureAwait(false);
        }
        else
        {
            await WaitForReaderAsync(flush.AsTask(), context, stop).ConfigureAwait(false);
        }

        context.RequestAborted.ThrowIfCancellationRequested();
    }

    private async Task WaitForReaderAsync(Task flush, HttpContext context, CancellationTokenSource stop)
    {
        try
        {
            await flush.WaitAsync(options.Value.StreamWriteTimeout, timeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException) when (flush.IsCompleted)
        {
            // The reader took it just when its time was over.
            await flush.ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            Log.SlowReaderCut(logger, options.Value.StreamWriteTimeout);
            telemetry.StreamCut();
            await stop.CancelAsync().ConfigureAwait(false);
            context.Abort();
            await flush.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new OperationCanceledException("The reader of the event stream was too slow.", exception, stop.Token);
        }
    }
}
