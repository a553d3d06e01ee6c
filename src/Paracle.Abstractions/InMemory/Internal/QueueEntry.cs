namespace Paracle;

/// <summary>An item of the journal in memory.</summary>
internal sealed class QueueEntry(long id, int lane, QueueMessage message, DateTimeOffset now)
{
    public long Id => id;

    public int Lane => lane;

    public QueueMessage Message => message;

    public DateTimeOffset AppendedAt { get; } = now;

    public DateTimeOffset DueAt { get; set; } = now;

    public int Attempts { get; set; }

    public string? LastError { get; set; }

    public bool IsDead { get; set; }

    public (TenantId Tenant, string Key) OrderKey => (message.Tenant, message.Key);

    public QueueItem ToItem() => new(id, message, AppendedAt, Attempts, LastError);
}
