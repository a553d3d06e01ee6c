using System.Buffers.Binary;

namespace Paracle;

/// <summary>
/// Budgets in this process's memory: at most <see cref="InMemoryOptions.MaxBudgets"/> of them and <see cref="InMemoryOptions.MaxReservations"/>
/// reservations. A budget that nobody used for 62 days is forgotten, all of them when the process ends.
/// </summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="options">The bounds, or null for their defaults.</param>
public sealed class InMemoryBudgetLedger(TimeProvider timeProvider, InMemoryOptions? options = null) : IBudgetLedger
{
    private readonly Lock _lock = new();
    private readonly ExpiringMap<BudgetKey, BudgetAccount> _accounts = new(
        new MemoryBound((options ?? new InMemoryOptions()).MaxBudgets, nameof(InMemoryOptions.MaxBudgets)));

    private readonly ExpiringMap<Guid, BudgetHold> _holds = new(
        new MemoryBound((options ?? new InMemoryOptions()).MaxReservations, nameof(InMemoryOptions.MaxReservations)),
        static hold => hold.Lapse());

    // Ids count on from a random one: drawing each anew takes longer than all the rest of a reservation.
    private UInt128 _latest = BinaryPrimitives.ReadUInt128BigEndian(Guid.NewGuid().ToByteArray());

    /// <inheritdoc/>
    public ValueTask<BudgetReservation> ReserveAsync(
        IReadOnlyList<BudgetLimit> budgets, BudgetAmount amount, TimeSpan holdFor, CancellationToken cancellationToken)
    {
        BudgetLimit.ValidateAll(budgets);
        amount.Validate();
        InputRules.RequirePositive(holdFor, "hold for");
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var now = RemoveLapsed();
            foreach (var budget in budgets)
            {
                budget.RequireRoom(_accounts.Find(budget.Key)?.Balance ?? default, amount);
            }

            var keys = Array.AsReadOnly(budgets.Select(budget => budget.Key).ToArray());
            var reservation = new BudgetReservation(NextId(), keys, amount, now + holdFor);
            var hold = new BudgetHold(keys.Select(FindOrAdd).ToArray(), amount, reservation.ExpiresAt);
            _holds.Add(reservation.Id, hold);
            hold.Reserve();
            return ValueTask.FromResult(reservation);
        }
    }

    /// <inheritdoc/>
    public ValueTask SettleAsync(BudgetReservation reservation, BudgetAmount spent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        spent.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var now = RemoveLapsed();
            if (_holds.Find(reservation.Id) is { } hold)
            {
                hold.Settle(spent, now);
                _holds.Remove(reservation.Id); // settled again, it is not found and counts no more
            }

            return ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public ValueTask<BudgetBalance> GetAsync(BudgetKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        key.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            RemoveLapsed();
            return ValueTask.FromResult(_accounts.Find(key)?.Balance ?? default);
        }
    }

    private DateTimeOffset RemoveLapsed()
    {
        var now = timeProvider.GetUtcNow();
        _holds.RemoveLapsed(now.UtcTicks);
        _accounts.RemoveLapsed(now.UtcTicks);
        return now;
    }

    private Guid NextId()
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(id, ++_latest);
        return new Guid(id);
    }

    // An account that is opened and then not used, because a later one found no room in memory, goes at the next call.
    private BudgetAccount FindOrAdd(BudgetKey key)
    {
        var account = _accounts.Find(key);
        if (account is null)
        {
            _accounts.Add(key, account = new BudgetAccount());
        }

        return account;
    }
}
