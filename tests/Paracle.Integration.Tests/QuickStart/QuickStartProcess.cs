using System.Diagnostics;

namespace Paracle.Integration.Tests.QuickStart;

/// <summary>The sample as a process of its own, in a working folder of its own.</summary>
internal sealed class QuickStartProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    public QuickStartProcess(SampleFolder work, IReadOnlyList<string> arguments, Uri? openAIEndpoint = null)
    {
        // Beside this test in the build's output, whatever the configuration.
        var assembly = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "..", "..", "QuickStart", new DirectoryInfo(AppContext.BaseDirectory).Name, "QuickStart.dll"));
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            WorkingDirectory = work.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            ArgumentList = { "exec", assembly },
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["COLUMNS"] = "200";
        start.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in new[] { ("OPENAI_API_KEY", "test-key"), ("OPENAI_BASE_URL", openAIEndpoint?.ToString()), ("OPENAI_MODEL", "test-model") })
        {
            start.Environment[name] = openAIEndpoint is null ? null : value;
        }

        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public void Kill() => _process.Kill();

    public async Task<(int ExitCode, string Output)> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            _process.Kill(entireProcessTree: true);
        }

        return (_process.ExitCode, await _output + await _errors);
    }

    public void Dispose() => _process.Dispose();
}
