namespace Paracle.Providers.Budgets.Internal;

/// <summary>What this host knows of a budget, and which marks it told of.</summary>
internal sealed class WatchedBudget(TimeProvider time, TimeSpan interval)
{
    private static readonly int[] Marks = [80, 95];

    private readonly Lock _lock = new();
    private BudgetAmount _spent;
    private long? _lookedAt;
    private int _told;

    /// <summary>Adds what this host spent.</summary>
    /// <returns>Whether the ledger has to be asked.</returns>
    public bool NeedsLook(BudgetLimit limit, BudgetAmount spent)
    {
        lock (_lock)
        {
            _spent += spent;
            return _told < Marks.Length && (_lookedAt is not { } at || time.GetElapsedTime(at) >= interval || Percent(limit) >= Marks[_told]);
        }
    }

    /// <summary>Takes what the ledger says.</summary>
    /// <returns>The marks that are reached and were not told.</returns>
    public IReadOnlyList<int> Look(BudgetLimit limit, BudgetAmount spent)
    {
        lock (_lock)
        {
            (_spent, _lookedAt) = (spent, time.GetTimestamp());
            var percent = Percent(limit);
            var already = _told;
            while (_told < Marks.Length && percent >= Marks[_told])
            {
                _told++;
            }

            return Marks[already.._told];
        }
    }

    private decimal Percent(BudgetLimit limit) => Math.Max(Percent(_spent.Tokens, limit.MaxTokens), Percent(_spent.Cost, limit.MaxCost));

    private static decimal Percent(decimal spent, decimal? most) => most switch
    {
        null => 0,
        0 => spent > 0 ? 100 : 0,
        { } limit => spent * 100 / limit,
    };
}
