namespace Paracle.Tool.Tests;

public sealed class PartitionsCommandTests : ToolSchema
{
    [Fact]
    public async Task Run_AfterPlan_DoesWhatWasPlanned()
    {
        await ToolRun.OfAsync("migrate", "apply", "--schema", Schema);
        var plan = await ToolRun.OfAsync("partitions", "plan", "--schema", Schema, "--months-ahead", "1");
        plan.ExitCode.ShouldBe(1);
        plan.Output.Split("-- MakeMonth").Length.ShouldBe(3);
        var run = await ToolRun.OfAsync("partitions", "run", "--schema", Schema, "--months-ahead", "1");
        run.ExitCode.ShouldBe(0);
        run.Output.Split('\n').ShouldContain("Analyze executions");
        (await ToolRun.OfAsync("partitions", "plan", "--schema", Schema, "--months-ahead", "1")).ShouldBe(new ToolRun(0, "", ""));
    }

    [Fact]
    public async Task Script_WithSettings_HasThem()
    {
        var script = await ToolRun.OfAsync(
            "partitions", "script", "--schema", Schema, "--months-ahead", "7", "--retention-days", "60", "--ended-months", "archive", "--archive-schema", "old_months");
        script.ExitCode.ShouldBe(0);
        script.Output.ShouldContain("0..7");
        script.Output.ShouldContain("5184000 seconds");
        script.Output.ShouldContain("SET SCHEMA \"old_months\"");
        script.Output.ShouldContain($"\"{Schema}\".executions");
    }

    [Theory]
    [InlineData("--months-ahead", "0")]
    [InlineData("--retention-days", "0")]
    [InlineData("--ended-months", "burn")]
    [InlineData("--archive-schema", "No; DROP")]
    public async Task Script_BadInput_Fails(params string[] arguments)
    {
        var run = await ToolRun.OfAsync(["partitions", "script", "--schema", Schema, .. arguments]);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldNotBeEmpty();
    }
}
