namespace Paracle.Testing.Pipelines;

/// <summary>Judges each item's outcome: whether it is the item's own, and due.</summary>
internal sealed class StormOutcomes(PipelineStormPlan plan, StormFlush flush, StormReport report, Func<bool> isStopping)
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public async Task JudgeAsync(int id, ValueTask<long> outcome, CancellationToken cancellationToken)
    {
        var item = new StormItem(plan, id);
        try
        {
            var result = await outcome.ConfigureAwait(false);
            Judge("outcome.result", result == item.Result && !item.Fails && flush.FlushOf(id) != 0, id);
        }
        catch (StormException error) when (error.Item is { } of)
        {
            Judge("outcome.error.own", of == id && item.Fails && !item.IsForgotten, id);
        }
        catch (StormException error)
        {
            Judge("outcome.error.flush", error.Flush == flush.FlushOf(id), id);
        }
        catch (OperationCanceledException error)
        {
            Judge("outcome.cancelled", cancellationToken.IsCancellationRequested && error.CancellationToken == cancellationToken, id);
        }
        catch (LimitExceededException)
        {
            Judge("outcome.refused", plan.Overflow == OverflowPolicy.Reject && flush.FlushOf(id) == 0, id);
        }
        catch (UnavailableException error) when (error.Message.Contains("not flushed", StringComparison.Ordinal))
        {
            Judge("outcome.stopped.unflushed", isStopping() && flush.FlushOf(id) == 0, id);
        }
        catch (UnavailableException error)
        {
            var isDue = error.Message.Contains("unknown", StringComparison.Ordinal) ? isStopping() : flush.Cancels(flush.FlushOf(id));
            Judge("outcome.error.unavailable", isDue, id);
        }
        catch (InvalidOperationException)
        {
            Judge("outcome.error.forgotten", item.IsForgotten, id);
        }
        catch (Exception error)
        {
            Judge($"outcome.{error.GetType().Name}", isDue: false, id);
        }
    }

    private void Judge(string outcome, bool isDue, int id)
    {
        Interlocked.Increment(ref _count);
        report.Count(outcome);
        if (!isDue)
        {
            report.Promise(isKept: false, $"item {id}, flush {flush.FlushOf(id)}: '{outcome}' was not due, in {plan}");
        }
    }
}
