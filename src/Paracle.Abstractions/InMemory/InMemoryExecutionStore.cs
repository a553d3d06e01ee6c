using System.Runtime.InteropServices;

namespace Paracle;

/// <summary>Executions in this process's memory, at most <see cref="InMemoryOptions.MaxExecutions"/>. Durable as long as the process lives, no longer.</summary>
/// <param name="options">The bounds, or null for their defaults.</param>
public sealed class InMemoryExecutionStore(InMemoryOptions? options = null) : IExecutionStore
{
    private readonly Lock _lock = new();
    private readonly MemoryBound _bound = new((options ?? new InMemoryOptions()).MaxExecutions, nameof(InMemoryOptions.MaxExecutions));
    private readonly Dictionary<TenantId, Shelf> _shelves = [];
    private int _count;

    /// <inheritdoc/>
    /// <exception cref="LimitExceededException">Memory holds its most executions and this would be another.</exception>
    public ValueTask<ExecutionWriteOutcome> WriteAsync(Execution execution, CancellationToken cancellationToken)
    {
        ExecutionRules.Validate(execution);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Write(execution));
    }

    /// <inheritdoc/>
    public ValueTask<Execution?> FindAsync(TenantId tenant, ExecutionId id, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(_shelves.TryGetValue(tenant, out var shelf) ? shelf.Executions.GetValueOrDefault(id) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Page<Execution>> ListAsync(TenantId tenant, ExecutionFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        _ = tenant.Value;
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        filter.Validate();
        page.Validate();
        ExecutionId? cursor = page.Cursor is null ? null : ExecutionId.Parse(PageCursor.Read(page.Cursor));
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_shelves.TryGetValue(tenant, out var shelf))
            {
                return ValueTask.FromResult(new Page<Execution>([], null));
            }

            var ids = cursor is { } last ? Keyset.After(shelf.NewestFirst, last) : shelf.NewestFirst;
            var matching = ids.TakeWhile(id => !(id.CreatedAt < filter.From)).Select(id => shelf.Executions[id]).Where(execution => Matches(execution, filter));
            return ValueTask.FromResult(Keyset.Page(matching, page.Size, static execution => execution.Id.ToString()));
        }
    }

    internal ExecutionWriteOutcome Write(Execution execution)
    {
        lock (_lock)
        {
            var shelf = _shelves.GetValueOrDefault(execution.Tenant);
            var stored = shelf?.Executions.GetValueOrDefault(execution.Id);
            if (stored is not null && (stored.State.IsTerminal() || stored.Version >= execution.Version))
            {
                return ExecutionWriteOutcome.Superseded;
            }

            if (stored is null)
            {
                _bound.RequireRoom(_count);
                _count++;
                shelf = CollectionsMarshal.GetValueRefOrAddDefault(_shelves, execution.Tenant, out _) ??= new Shelf();
                shelf.NewestFirst.Add(execution.Id);
            }

            shelf!.Executions[execution.Id] = stored is null
                ? execution
                : execution with { Subject = stored.Subject, Kind = stored.Kind, Target = stored.Target, Input = stored.Input };
            return ExecutionWriteOutcome.Applied;
        }
    }

    private static bool Matches(Execution execution, ExecutionFilter filter) =>
        (filter.Target is null || string.Equals(execution.Target, filter.Target, StringComparison.Ordinal))
        && (filter.State is null || execution.State == filter.State)
        && !(execution.CreatedAt >= filter.To);

    private sealed class Shelf
    {
        public Dictionary<ExecutionId, Execution> Executions { get; } = [];

        // The UUID begins with the time, so that its order is that of (created_at, id).
        public SortedSet<ExecutionId> NewestFirst { get; } = new(Comparer<ExecutionId>.Create(static (left, right) => right.Value.CompareTo(left.Value)));
    }
}
