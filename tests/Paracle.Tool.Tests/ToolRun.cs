using Paracle.Testing;

namespace Paracle.Tool.Tests;

/// <summary>One call of the command, within this process.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>With the test's server in the variable of the environment.</summary>
    public static Task<ToolRun> OfAsync(params string[] arguments) => OfAsync(TestServers.Postgres, arguments);

    public static async Task<ToolRun> OfAsync(string? connection, string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var result = ParacleCommand.Create(name => name == StoreOptions.Variable ? connection : null).Parse(arguments);
        var exitCode = await result.InvokeAsync(new() { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return new ToolRun(result.Errors.Count > 0 ? ExitCodes.Failed : exitCode, output.ToString(), error.ToString());
    }
}
