namespace Paracle.Providers.Budgets.Internal;

/// <summary>
/// Tells once when a budget comes to 80 % and to 95 %. It asks the ledger only when what it saw last and what this host spent since would
/// reach the next mark, or when that sight is old: other hosts spend too.
/// </summary>
internal sealed class BudgetWatch(IBudgetLedger ledger, BudgetTelemetry telemetry, BudgetOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<BudgetKey, WatchedBudget> _budgets = []; // guarded by _lock, as is _order
    private readonly Queue<BudgetKey> _order = new();

    public async ValueTask SpentAsync(IReadOnlyList<BudgetLimit> limits, BudgetAmount spent, CancellationToken cancellationToken)
    {
        foreach (var limit in limits)
        {
            var watched = FindOrAdd(limit.Key);
            if (watched.NeedsLook(limit, spent))
            {
                var balance = await ledger.GetAsync(limit.Key, cancellationToken).ConfigureAwait(false);
                foreach (var percent in watched.Look(limit, balance.Spent))
                {
                    telemetry.Reached(limit.Key, percent);
                }
            }
        }
    }

    private WatchedBudget FindOrAdd(BudgetKey key)
    {
        lock (_lock)
        {
            if (_budgets.TryGetValue(key, out var watched))
            {
                return watched;
            }

            if (_budgets.Count >= options.MaxWatched)
            {
                _budgets.Remove(_order.Dequeue());
            }

            _order.Enqueue(key);
            return _budgets[key] = new WatchedBudget(time, options.WatchInterval);
        }
    }
}
