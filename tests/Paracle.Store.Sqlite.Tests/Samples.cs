namespace Paracle.Store.Sqlite.Tests;

internal static class Samples
{
    public static Execution Execution(string target = "writer", TimeProvider? timeProvider = null) => Paracle.Execution.Begin(
        ExecutionId.New(timeProvider ?? TimeProvider.System), Caller.Local, ExecutionKind.Agent, target, "Say something.");
}
