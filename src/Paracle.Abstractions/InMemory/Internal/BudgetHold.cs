namespace Paracle;

/// <summary>A reservation as the ledger keeps it: until its hold ends, and if it was not settled by then, for a day more.</summary>
internal sealed class BudgetHold(IReadOnlyList<BudgetAccount> accounts, BudgetAmount amount, DateTimeOffset until) : IExpiring
{
    private bool _isLapsed;
    private bool _isSettled;

    public long ExpiresAt { get; private set; } = until.UtcTicks;

    public void Reserve()
    {
        foreach (var account in accounts)
        {
            account.Reserve(amount, until);
        }
    }

    public void Settle(BudgetAmount spent, DateTimeOffset now)
    {
        if (_isSettled)
        {
            return;
        }

        _isSettled = true;
        foreach (var account in accounts)
        {
            account.Spend(spent, now);
        }

        GiveBack();
    }

    /// <summary>The hold ended. Told again, a day later, of one that was never settled: that one may go.</summary>
    public void Lapse()
    {
        if (!_isSettled && !_isLapsed)
        {
            GiveBack();
            _isLapsed = true;
            ExpiresAt += IBudgetLedger.SettleAfterLapse.Ticks;
        }
    }

    private void GiveBack()
    {
        if (_isLapsed)
        {
            return;
        }

        foreach (var account in accounts)
        {
            account.GiveBack(amount);
        }
    }
}
