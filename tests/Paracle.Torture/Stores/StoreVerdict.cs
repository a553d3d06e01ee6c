using Paracle.Testing;
using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Stores;

/// <summary>Compares what is stored with what was said: nothing acknowledged lost, nothing twice, nothing that nobody wrote, nothing half.</summary>
internal sealed class StoreVerdict(IExecutionStore store, PostgresCluster postgres, StoreLedger ledger, StormReport report)
{
    public async Task JudgeAsync()
    {
        var stored = await ReadAllAsync();
        var effects = (await postgres.QueryAsync("SELECT effect FROM sink.effects")).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        JudgeExecutions(stored, effects);
        JudgeMessages(effects);
        await JudgeEffectsAsync();
    }

    private async Task<Dictionary<ExecutionId, Execution>> ReadAllAsync()
    {
        var all = new Dictionary<ExecutionId, Execution>();
        for (var page = new PageRequest(PageRequest.MaxSize); ;)
        {
            var (items, next) = await store.ListAsync(ExecutionProducer.Tenant, ExecutionFilter.All, page, CancellationToken.None);
            foreach (var execution in items)
            {
                report.Promise(all.TryAdd(execution.Id, execution), $"{execution.Id} is there twice");
            }

            if (next is null)
            {
                return all;
            }

            page = page with { Cursor = next };
        }
    }

    private void JudgeExecutions(Dictionary<ExecutionId, Execution> stored, HashSet<string> effects)
    {
        foreach (var (id, record) in ledger.Executions)
        {
            var execution = stored.GetValueOrDefault(id);
            report.Promise(record.Stored == 0 || execution is not null, $"{id} was acknowledged at version {record.Stored}, and is lost");
            foreach (var effect in record.Effects)
            {
                report.Promise(effects.Contains(effect) == (execution is not null), $"{id} and message {effect} were one commit, and one of them is not there");
            }

            if (execution is not null)
            {
                Judge(execution, record);
            }
        }

        report.Promise(stored.Keys.All(ledger.Executions.ContainsKey), "there are executions that nobody wrote");
        report.Count("executions", stored.Count);
        report.Count("ended", ledger.Executions.Values.Count(record => record.IsEnded));
    }

    private void Judge(Execution execution, ExecutionRecord record)
    {
        var (id, version, state) = (execution.Id, execution.Version, execution.State);
        if (IsClosedAsLost(execution, record))
        {
            report.Count("orphans");
            return;
        }

        report.Promise(state.IsTerminal(), $"{id} is {state}, though its host is dead");
        report.Promise(version >= record.Stored, $"{id} was acknowledged at version {record.Stored}, and is stored at {version}");
        report.Promise(record.Tried.GetValueOrDefault(version) == state, $"{id} is stored as {state} of version {version}, which nobody wrote");
        report.Promise(!record.IsEnded || version == record.Stored, $"{id} ended as {record.Tried.GetValueOrDefault(record.Stored)}, and is {state} of version {version}");
        report.Promise(state != ExecutionState.Succeeded || execution.Output == ExecutionProducer.OutputOf(id), $"{id} holds the answer of another");
    }

    // The host that ran it was killed, and another closed it: one version after what was the last, which cannot have been an end.
    private static bool IsClosedAsLost(Execution execution, ExecutionRecord record) =>
        execution is { State: ExecutionState.Failed, ErrorCode: ErrorCodes.HostLost } && !record.IsEnded && execution.Version > record.Stored
        && record.Tried.TryGetValue(execution.Version - 1, out var last) && !last.IsTerminal();

    private void JudgeMessages(HashSet<string> effects)
    {
        foreach (var (key, last) in ledger.Appended)
        {
            for (var number = 1L; number <= last; number++)
            {
                report.Promise(effects.Contains(MessageProducer.EffectOf(key, number)), $"message {key}/{number} was acknowledged, and never took effect");
            }
        }

        report.Count("effects", effects.Count);
    }

    private async Task JudgeEffectsAsync()
    {
        var wrong = await postgres.QueryAsync("SELECT key, applied, last, disordered FROM sink.totals WHERE applied <> last OR disordered <> 0");
        report.Promise(wrong == "", $"effects were taken twice, left out or out of order (key|applied|last|disordered): {wrong}");
        var totals = await postgres.QueryAsync("SELECT (SELECT count(*) FROM sink.effects) = (SELECT coalesce(sum(applied), 0) FROM sink.totals)");
        report.Promise(totals == "t", "there are not as many effects as recorded keys");
    }
}
