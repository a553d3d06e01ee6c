namespace Paracle.Store.Sqlite.Tests;

internal static class Samples
{
    public static Execution Execution() => Paracle.Execution.Begin(
        ExecutionId.New(TimeProvider.System), Caller.Local, ExecutionKind.Agent, "writer", "Say something.");

    /// <summary>Messages of the queue <c>mail</c>, each with a key and an effect of its own.</summary>
    public static List<QueueMessage> Messages(int count) => [.. Enumerable.Range(0, count).Select(i => new QueueMessage
    {
        Queue = "mail",
        Tenant = TenantId.Default,
        Key = $"key-{i}",
        IdempotencyKey = $"effect-{i}",
        Payload = new byte[] { 1, 2, 3 },
    })];
}
