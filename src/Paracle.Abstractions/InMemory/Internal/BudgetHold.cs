namespace Paracle;

/// <summary>A reservation as the ledger keeps it: until it is settled, or for a day after its hold ended.</summary>
internal sealed class BudgetHold(IReadOnlyList<BudgetAccount> accounts, BudgetAmount amount, DateTimeOffset until) : IExpiring
{
    private bool _isLapsed;

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
        foreach (var account in accounts)
        {
            account.Spend(spent, now);
        }

        GiveBack();
    }

    /// <summary>The hold ended. Told again, a day later: then it may go.</summary>
    public void Lapse()
    {
        if (!_isLapsed)
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
