namespace Paracle.Store.Tests;

internal static class Samples
{
    public static Execution Execution(TimeProvider? timeProvider = null, TenantId? tenant = null, string target = "writer") => Paracle.Execution.Begin(
        ExecutionId.New(timeProvider ?? TimeProvider.System), new Caller(tenant ?? TenantId.Default, "tester"), ExecutionKind.Agent, target, "Say something.");
}
