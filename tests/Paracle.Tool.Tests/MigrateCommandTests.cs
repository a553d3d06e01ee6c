using Npgsql;
using Paracle.Testing;

namespace Paracle.Tool.Tests;

public sealed class MigrateCommandTests : ToolSchema
{
    [Fact]
    public async Task Status_OfAnEmptyDatabase_ListsAllAsPending()
    {
        var run = await ToolRun.OfAsync("migrate", "status", "--schema", Schema);
        run.ExitCode.ShouldBe(0);
        run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.Contains(" pending", StringComparison.Ordinal));
        run.Output.ShouldContain("0002 executions pending");
        run.Output.ShouldContain("executions_host pending, online");
    }

    [Fact]
    public async Task Verify_BeforeAndAfterApply_TellsByItsExitCode()
    {
        var before = await ToolRun.OfAsync("migrate", "verify", "--schema", Schema);
        before.ExitCode.ShouldBe(1);
        before.Output.ShouldContain("paracle migrate apply");
        var apply = await ToolRun.OfAsync("migrate", "apply", "--schema", Schema);
        apply.ShouldBe(new ToolRun(0, apply.Output, ""));
        apply.Output.ShouldContain("0001 specs applied");
        (await ToolRun.OfAsync("migrate", "verify", "--schema", Schema)).ShouldBe(new ToolRun(0, "The schema is up to date.\n", ""));
        (await ToolRun.OfAsync("migrate", "apply", "--schema", Schema)).Output.ShouldBe("The schema is up to date.\n");
    }

    [Fact]
    public async Task Verify_MigrationWasChanged_FailsAndSaysWhich()
    {
        await ToolRun.OfAsync("migrate", "apply", "--schema", Schema);
        await ExecuteAsync($"UPDATE {Schema}.migrations SET checksum = 'other' WHERE id = 3");
        var run = await ToolRun.OfAsync("migrate", "verify", "--schema", Schema);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("The migration 3 (grants)");
    }

    [Fact]
    public async Task Script_OfAnEmptyDatabase_DoesWhatApplyDoes()
    {
        var script = await ToolRun.OfAsync("migrate", "script", "--schema", Schema);
        script.ExitCode.ShouldBe(0);
        foreach (var statement in script.Output.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (statement is not ("BEGIN" or "COMMIT"))
            {
                await ExecuteAsync(statement);
            }
        }

        (await ToolRun.OfAsync("migrate", "verify", "--schema", Schema)).ExitCode.ShouldBe(0);
        (await ToolRun.OfAsync("migrate", "script", "--schema", Schema)).Output.ShouldBe("");
    }

    [Fact]
    public async Task AnyCommand_WithoutAConnectionString_SaysWhereToPutIt()
    {
        var run = await ToolRun.OfAsync(null, ["migrate", "status"]);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("PARACLE_POSTGRES");
    }

    [Fact]
    public async Task AnyCommand_ConnectionIsRefused_FailsWithoutTheSecret()
    {
        var wrong = new NpgsqlConnectionStringBuilder(TestServers.Postgres) { Password = "canary-7f3a" }.ConnectionString;
        var run = await ToolRun.OfAsync("unused", ["migrate", "status", "--connection", wrong]);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("refused the credentials");
        (run.Output + run.Error).ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("migrate", "status", "--schema", "No; DROP")]
    [InlineData("migrate", "nonsense")]
    [InlineData("migrate", "status", "--timeout", "soon")]
    [InlineData("migrate", "status", "--connection", "Nonsense=canary-7f3a")]
    public async Task AnyCommand_BadInput_FailsWithoutRepeatingASecret(params string[] arguments)
    {
        var run = await ToolRun.OfAsync(arguments);
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldNotBeEmpty();
        (run.Output + run.Error).ShouldNotContain("canary");
    }
}
