using System.Diagnostics;
using System.Text.Json;
using Paracle.Simulation;

namespace Paracle.Integration.Tests.Simulation;

public sealed class ProgramTests
{
    [Fact]
    public async Task Program_Started_SaysItsAddressServesAndEndsOnSigterm()
    {
        using Process server = Start("--port", "0", "--tokens", "3", "--base-ms", "5", "--token-ms", "1");
        try
        {
            string line = (await server.StandardOutput.ReadLineAsync().WaitAsync(TestTime.Limit))!;
            using var client = new HttpClient { BaseAddress = new Uri(line.Split(' ')[^1]) };

            string answer = await RawClient.TextAsync(client, "/v1/chat/completions", isStreaming: false);
            using JsonDocument counters = JsonDocument.Parse(await client.GetStringAsync(new Uri("/_counters", UriKind.Relative)));
            using Process term = Process.Start("kill", ["-TERM", $"{server.Id}"]);
            await server.WaitForExitAsync().WaitAsync(TestTime.Limit);

            answer.ShouldContain("\"completion_tokens\":3");
            counters.RootElement.GetProperty("received").GetInt64().ShouldBe(1);
            server.ExitCode.ShouldBe(0);
        }
        finally
        {
            server.Kill();
        }
    }

    [Theory]
    [InlineData("--port", "70000")]
    [InlineData("--port", "-1")]
    [InlineData("--base-ms", "-1")]
    [InlineData("--token-ms", "NaN")]
    [InlineData("--tokens", "-1")]
    [InlineData("--nonsense", "1")]
    public async Task Program_GivenNonsense_NamesTheOption(string option, string value)
    {
        using Process server = Start(option, value);
        string error = await server.StandardError.ReadToEndAsync().WaitAsync(TestTime.Limit);
        await server.WaitForExitAsync().WaitAsync(TestTime.Limit);

        server.ExitCode.ShouldBe(1);
        error.ShouldContain(option);
        error.ShouldNotContain("Unhandled");
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(ModelServer).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
