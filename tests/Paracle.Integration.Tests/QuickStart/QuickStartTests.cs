using System.Diagnostics;
using Paracle.Simulation;

namespace Paracle.Integration.Tests.QuickStart;

public sealed class QuickStartTests : IDisposable
{
    private readonly SampleFolder _work = new();
    private readonly SampleFolder _files = new();

    public void Dispose()
    {
        _work.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task QuickStart_FolderOfTexts_PrintsTextOfAFileAndWhatWasStored()
    {
        _files.Write("a [red]odd[/] näme.txt", "The kettle sings at dawn.\n[bold]Second[/] line");
        _files.Write("deeper/b.md", "Another text.");

        var (exitCode, output) = await RunAsync(_files.Path);

        output.ShouldContain("SIMULATED");
        output.ShouldContain("The kettle sings at dawn.");
        output.ShouldContain("[bold]Second[/] line");
        output.ShouldContain("tool call    list_files");
        output.ShouldContain("tool call    read_file");
        output.ShouldContain("3 of 3 model calls were answered from the response cache");
        output.ShouldContain("Succeeded");
        exitCode.ShouldBe(0, output);
        File.Exists(Path.Combine(_work.Path, "paracle-quickstart.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task QuickStart_NoArgument_ReadsTheRepositorysDocs()
    {
        var (exitCode, output) = await RunAsync();

        output.ShouldContain(".md");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task QuickStart_Twice_KeepsTheFirstRunsExecutions()
    {
        _files.Write("one.txt", "One.");
        await RunAsync(_files.Path);

        var (exitCode, output) = await RunAsync(_files.Path);

        output.Split("Succeeded").Length.ShouldBe(7, output);
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task QuickStart_LinkOutOfTheFolder_IsNotRead()
    {
        using var outside = new SampleFolder();
        File.CreateSymbolicLink(Path.Combine(_files.Path, "a-link.txt"), outside.Write("private.txt", "canary-outside"));
        Directory.CreateSymbolicLink(Path.Combine(_files.Path, "b-link"), outside.Path);
        _files.Write("c.txt", "Inside.");

        var (exitCode, output) = await RunAsync(_files.Path);

        output.ShouldContain("Inside.");
        output.ShouldNotContain("canary-outside");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task QuickStart_ModelAsksForAFileOutside_IsRefused()
    {
        using var outside = new SampleFolder();
        var secret = outside.Write("private.txt", "canary-outside");
        File.CreateSymbolicLink(Path.Combine(_files.Path, "link.txt"), secret);
        await using var model = await ModelServer.StartAsync();
        foreach (var path in new[] { secret, "../" + Path.GetFileName(outside.Path) + "/private.txt", "link.txt" })
        {
            model.Enqueue(ModelReply.CallTool("read_file", $$"""{"path":"{{path}}"}"""));
        }

        model.Enqueue(ModelReply.Text("First."), ModelReply.CallTool("list_files", "{}"), ModelReply.Text("Second."));
        using var process = new QuickStartProcess(_work, [_files.Path], model.OpenAIEndpoint);
        var (exitCode, output) = await process.EndAsync();

        exitCode.ShouldBe(0, output);
        model.Requests.SelectMany(request => request.ToolResults).Count(result => result.Text.Contains("no such file", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(3);
        model.Requests.Select(request => System.Text.Encoding.UTF8.GetString(request.Body.Span)).ShouldAllBe(body => !body.Contains("canary-outside"));
    }

    [Fact]
    public async Task QuickStart_EmptyAndBinaryFiles_AreNoTexts()
    {
        _files.Write("binary.bin", "\0\u0001");
        _files.Write("empty.txt", "");
        _files.Write("white.txt", " \n");

        var (exitCode, output) = await RunAsync(_files.Path);

        output.ShouldContain("no text files");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task QuickStart_EmptyFileAndPipeFirst_QuotesTheFirstText()
    {
        _files.Write("a.txt", "");
        using (var make = Process.Start("mkfifo", [Path.Combine(_files.Path, "b.txt")]))
        {
            await make.WaitForExitAsync();
        }

        _files.Write("c.txt", "The kettle sings at dawn.");

        var (exitCode, output) = await RunAsync(_files.Path);

        output.ShouldContain("The kettle sings at dawn.");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task QuickStart_BaseUrlThatIsNone_SaysSo()
    {
        using var process = new QuickStartProcess(_work, [_files.Path], new Uri("nonsense", UriKind.Relative));
        var (exitCode, output) = await process.EndAsync();

        exitCode.ShouldBe(1, output);
        output.ShouldContain("BaseUrl");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/nonexistent/folder")]
    [InlineData("--nonsense")]
    public async Task QuickStart_BadArgument_SaysSo(string argument)
    {
        var (exitCode, output) = await RunAsync(argument);

        exitCode.ShouldBe(2, output);
    }

    [Fact]
    public async Task QuickStart_ModelCallsNoTool_IsNoSuccess()
    {
        await using var model = await ModelServer.StartAsync();

        using var process = new QuickStartProcess(_work, [_files.Path], model.OpenAIEndpoint);
        var (exitCode, output) = await process.EndAsync();

        exitCode.ShouldBe(1, output);
    }

    [Fact]
    public async Task QuickStart_ModelSearches_GetsTheFilesThatHoldTheText()
    {
        _files.Write("a.txt", "Nothing here.");
        _files.Write("b.txt", "The Needle lies here.");
        await using var model = await ModelServer.StartAsync();
        for (var run = 0; run < 2; run++)
        {
            model.Enqueue(ModelReply.CallTool("list_files", """{"contains":"needle"}"""), ModelReply.Text("Found."));
        }

        using var process = new QuickStartProcess(_work, [_files.Path], model.OpenAIEndpoint);
        var (exitCode, output) = await process.EndAsync();

        exitCode.ShouldBe(0, output);
        model.Requests.SelectMany(request => request.ToolResults).Select(result => result.Text.Trim('"')).ShouldAllBe(text => text == "b.txt");
    }

    [Fact]
    public async Task QuickStart_ProviderFails_EndsWithAnErrorAndItsExecutionFailed()
    {
        await using var model = await ModelServer.StartAsync();
        model.Responder = _ => ModelReply.Status(400);

        using var process = new QuickStartProcess(_work, [_files.Path], model.OpenAIEndpoint);
        var (exitCode, output) = await process.EndAsync();

        exitCode.ShouldBe(1, output);
        output.ShouldContain("Failed");
        output.ShouldNotContain("test-key");
    }

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var process = new QuickStartProcess(_work, arguments);
        return await process.EndAsync();
    }
}
