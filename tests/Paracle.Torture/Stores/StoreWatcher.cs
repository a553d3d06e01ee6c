using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Stores;

/// <summary>Reads executions all along, from a host that nobody kills: none may be missing once acknowledged, and none may go back.</summary>
internal sealed class StoreWatcher(IExecutionStore store, StoreLedger ledger, StormReport report, Random random)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly Dictionary<ExecutionId, Execution> _seen = [];

    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (ledger.Pick(random) is var (id, version))
            {
                await LookAsync(id, version);
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(ExecutionId id, long version)
    {
        try
        {
            var execution = await store.FindAsync(ExecutionProducer.Tenant, id, CancellationToken.None);
            report.Count("read");
            report.Promise(execution?.Version >= version, $"{id} was acknowledged at version {version}, and read at {execution?.Version}");
            if (execution is not null)
            {
                Compare(execution);
            }
        }
        catch (UnavailableException)
        {
            report.Count("read.unavailable");
        }
    }

    private void Compare(Execution execution)
    {
        if (_seen.TryGetValue(execution.Id, out var earlier))
        {
            report.Promise(execution.Version >= earlier.Version, $"{execution.Id} went back from version {earlier.Version} to {execution.Version}");
            report.Promise(!earlier.State.IsTerminal() || execution == earlier, $"{execution.Id} ended as {earlier.State} and is {execution.State} now");
        }

        _seen[execution.Id] = execution;
    }
}
