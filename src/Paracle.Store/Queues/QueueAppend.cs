namespace Paracle.Store;

/// <summary>One caller's append: all of it or nothing, and only if its execution, where there is one, is applied.</summary>
internal sealed class QueueAppend(Execution? execution, IReadOnlyList<QueueMessage> messages, int lanes)
{
    public Execution? Execution => execution;

    public QueueRow[] Rows { get; } = [.. messages.Select(message => QueueRow.Of(message, lanes))];

    public long Weight => Rows.Sum(static row => row.Weight);
}
