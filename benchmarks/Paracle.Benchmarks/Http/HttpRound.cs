using System.Net.Sockets;

namespace Paracle.Benchmarks.Http;

/// <summary>
/// One kind of request under one load for a bounded time. In an open loop the n-th request is due at a moment fixed beforehand and its latency
/// counts from then, so that a server that stalls is not spared the requests it kept from being sent.
/// </summary>
internal sealed class HttpRound(HttpWorkload workload, HttpLoad load, LoadPhases phases, HttpTally tally, TimeProvider timeProvider)
{
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(10);

    private long _ticket = -1;
    private long _begin;
    private long _windowBegin;
    private long _windowEnd;

    /// <param name="atEdge">Called when the window opens and when it closes.</param>
    /// <param name="cancellationToken">Ends the round early.</param>
    public async Task RunAsync(Action atEdge, CancellationToken cancellationToken)
    {
        var connections = Enumerable.Range(0, load.Connections).Select(_ => new HttpConnection(workload, timeProvider)).ToArray();
        try
        {
            await Task.WhenAll(connections.Select(connection => connection.OpenAsync(cancellationToken)));
            _begin = timeProvider.GetTimestamp();
            _windowBegin = _begin + Ticks(phases.WarmUp);
            _windowEnd = _windowBegin + Ticks(phases.Window);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var loops = connections.Select(connection => Task.Run(() => LoopAsync(connection, limit.Token), CancellationToken.None)).ToArray();
            await Task.Delay(phases.WarmUp, timeProvider, cancellationToken);
            atEdge();
            await Task.Delay(phases.Window, timeProvider, cancellationToken);
            atEdge();
            limit.CancelAfter(phases.Drain);
            await Task.WhenAll(loops);
            cancellationToken.ThrowIfCancellationRequested();
            CountUnsent();
            tally.AddWindow(phases.Window);
        }
        finally
        {
            Array.ForEach(connections, connection => connection.Dispose());
        }
    }

    private async Task LoopAsync(HttpConnection connection, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var due = load.PerSecond is { } rate ? DueOf(Interlocked.Increment(ref _ticket), rate) : timeProvider.GetTimestamp();
            if (due >= _windowEnd)
            {
                return;
            }

            await SendAsync(connection, due, cancellationToken);
        }
    }

    private async Task SendAsync(HttpConnection connection, long due, CancellationToken cancellationToken)
    {
        try
        {
            if (timeProvider.GetElapsedTime(timeProvider.GetTimestamp(), due) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, timeProvider, cancellationToken);
            }

            Count(await connection.SendAsync(cancellationToken), due, timeProvider.GetTimestamp());
        }
        catch (OperationCanceledException)
        {
            connection.Close();
            CountUnfinished(due);
        }
        catch (SocketException error)
        {
            connection.Close();
            CountError(due, error.SocketErrorCode.ToString());
            await Task.Delay(PauseAfterError, timeProvider, CancellationToken.None); // a refusal comes at once: no race of errors
        }
    }

    private void Count(HttpReply reply, long due, long end)
    {
        if (!reply.IsGood)
        {
            CountError(due, reply.Status == 200 ? "200 without its end" : $"{reply.Status}");
            return;
        }

        if (end >= _windowBegin && end < _windowEnd)
        {
            tally.CountCompleted();
        }

        if (due >= _windowBegin)
        {
            tally.Latencies.Record(timeProvider.GetElapsedTime(due, end));
            if (reply.FirstText is { } firstText)
            {
                tally.FirstTexts.Record(timeProvider.GetElapsedTime(due, firstText));
            }
        }
    }

    private void CountError(long due, string kind)
    {
        if (due >= _windowBegin)
        {
            tally.CountError(kind);
        }
    }

    // It counts with the time it has waited, which it would have surpassed: left out, it would flatter the percentiles.
    private void CountUnfinished(long due)
    {
        if (due >= _windowBegin)
        {
            tally.CountError("unfinished");
            tally.Latencies.Record(timeProvider.GetElapsedTime(due, timeProvider.GetTimestamp()));
        }
    }

    private void CountUnsent()
    {
        while (load.PerSecond is { } rate && DueOf(Interlocked.Increment(ref _ticket), rate) is var due && due < _windowEnd)
        {
            CountUnfinished(due);
        }
    }

    private long DueOf(long ticket, int rate) => _begin + (ticket * timeProvider.TimestampFrequency / rate);

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * timeProvider.TimestampFrequency);
}
