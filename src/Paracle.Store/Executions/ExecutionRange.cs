namespace Paracle.Store;

/// <summary>One page of a listing of executions: newest first, from just before (Before, BeforeId) down to From.</summary>
internal sealed class ExecutionRange
{
    public ExecutionRange(TenantId tenant, ExecutionFilter filter, PageRequest page)
    {
        (Tenant, Target, State, Limit) = (tenant, filter.Target, filter.State, page.Size + 1);
        From = filter.From is { } from ? Ceiling(from) : DateTimeOffset.UnixEpoch;
        Before = filter.To is { } to ? Ceiling(to) : DateTimeOffset.MaxValue;
        if (page.Cursor is not null && ReadCursor(page.Cursor) is var last && last.CreatedAt < Before)
        {
            (Before, BeforeId) = (last.CreatedAt, last.Value);
        }
    }

    public TenantId Tenant { get; }

    public string? Target { get; }

    public ExecutionState? State { get; }

    public DateTimeOffset From { get; }

    public DateTimeOffset Before { get; }

    /// <summary>The nil UUID, below every id, unless the page follows another.</summary>
    public Guid BeforeId { get; }

    /// <summary>One more than the page holds, which tells whether another follows.</summary>
    public int Limit { get; }

    // An id holds whole milliseconds: a time within one begins with the next.
    private static DateTimeOffset Ceiling(DateTimeOffset time)
    {
        var floor = DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
        return floor < time ? floor.AddMilliseconds(1) : floor;
    }

    private static ExecutionId ReadCursor(string cursor)
    {
        try
        {
            return ExecutionId.Parse(PageCursor.Read(cursor));
        }
        catch (InvalidInputException exception)
        {
            throw PageCursor.Foreign(exception);
        }
    }
}
