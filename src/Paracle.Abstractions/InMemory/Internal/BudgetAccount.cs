namespace Paracle;

/// <summary>What is spent and reserved in one budget.</summary>
internal sealed class BudgetAccount : IExpiring
{
    // Two months outlast a monthly period, and the day that a lapsed reservation can still be settled.
    private static readonly TimeSpan Retention = TimeSpan.FromDays(62);

    private BudgetAmount _reserved;
    private BudgetAmount _spent;

    public BudgetBalance Balance => new(_spent, _reserved);

    public long ExpiresAt { get; private set; }

    public void Reserve(BudgetAmount amount, DateTimeOffset until)
    {
        _reserved += amount;
        KeepPast(until);
    }

    public void GiveBack(BudgetAmount amount) => _reserved = new BudgetAmount(_reserved.Tokens - amount.Tokens, _reserved.Cost - amount.Cost);

    public void Spend(BudgetAmount amount, DateTimeOffset now)
    {
        _spent += amount;
        KeepPast(now);
    }

    private void KeepPast(DateTimeOffset time) => ExpiresAt = Math.Max(ExpiresAt, (time + Retention).UtcTicks);
}
