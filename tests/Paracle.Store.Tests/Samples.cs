namespace Paracle.Store.Tests;

internal static class Samples
{
    public static Execution Execution(TimeProvider? timeProvider = null, TenantId? tenant = null, string target = "writer") => Paracle.Execution.Begin(
        ExecutionId.New(timeProvider ?? TimeProvider.System), new Caller(tenant ?? TenantId.Default, "tester"), ExecutionKind.Agent, target, "Say something.");

    public static QueueMessage Message(string key = "key", string queue = "samples") => new()
    {
        Queue = queue,
        Tenant = TenantId.Default,
        Key = key,
        IdempotencyKey = Guid.NewGuid().ToString(),
        Payload = "payload"u8.ToArray(),
    };

    public static WorkflowSpec Workflow(string name) => new()
    {
        Name = name,
        Steps =
        [
            new WorkflowStep
            {
                Id = "only",
                Agent = "writer",
                Inputs = new Dictionary<string, WorkflowInput>(StringComparer.Ordinal) { ["task"] = new WorkflowInput { Text = "Say something." } },
            },
        ],
    };
}
