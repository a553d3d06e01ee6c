namespace Paracle.Store.Sqlite;

/// <summary>One page of executions. Since an id begins with its time, the filter's range and the cursor are one range of ids.</summary>
internal sealed class ExecutionList
{
    private readonly TenantId _tenant;
    private readonly string? _target;
    private readonly ExecutionState? _state;
    private readonly byte[] _low;
    private readonly byte[] _high;
    private readonly int _size;

    public ExecutionList(TenantId tenant, ExecutionFilter filter, PageRequest page)
    {
        (_tenant, _target, _state, _size) = (tenant, filter.Target, filter.State, page.Size);
        _low = filter.From is { } from ? ExecutionKeys.From(from) : ExecutionKeys.First;
        _high = filter.To is { } to ? ExecutionKeys.From(to) : ExecutionKeys.Beyond;
        if (page.Cursor is not null && ReadCursor(page.Cursor) is var last && last.AsSpan().SequenceCompareTo(_high) < 0)
        {
            _high = last;
        }
    }

    public Page<Execution> Read(SqliteSession session)
    {
        var executions = new List<Execution>();
        using var reader = session.Query(
            Sql,
            [("$tenant", _tenant.Value), ("$low", _low), ("$high", _high), ("$limit", _size + 1), .. Narrowing()]);
        while (reader.Read())
        {
            executions.Add(ExecutionTable.Read(reader, _tenant));
        }

        return Pages.Of(executions, _size, static execution => execution.Id.ToString());
    }

    private string Sql => (_state, _target) switch
    {
        (null, null) => ExecutionSql.List,
        (null, _) => ExecutionSql.ListOfTarget,
        (ExecutionState.Succeeded, null) => ExecutionSql.ListSucceeded,
        (ExecutionState.Succeeded, _) => ExecutionSql.ListSucceededOfTarget,
        (_, null) => ExecutionSql.ListInState,
        _ => ExecutionSql.ListInStateOfTarget,
    };

    private IEnumerable<(string Name, object? Value)> Narrowing()
    {
        if (_target is not null)
        {
            yield return ("$target", _target);
        }

        if (_state is { } state)
        {
            yield return ("$state", (long)state);
        }
    }

    private static byte[] ReadCursor(string cursor) =>
        Guid.TryParseExact(PageCursor.Read(cursor), "D", out var id)
            ? id.ToByteArray(bigEndian: true)
            : throw PageCursor.Foreign();
}
