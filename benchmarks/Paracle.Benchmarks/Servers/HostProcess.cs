using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Paracle.Benchmarks.Servers;

/// <summary>A server of this repository as a process of its own, from the output of the build that made this program.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const int KeptLines = 30;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly string _project;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(string project, ProcessStartInfo start)
    {
        _project = project;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"{project} ended at its start:\n{Said}"));
    }

    public int Id => _process.Id;

    public Uri Address { get; private set; } = null!;

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Address.Port);

    private string Said => string.Join('\n', _lines);

    public static async Task<HostProcess> StartAsync(
        string project, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellationToken)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var folder = Path.Combine(output.Parent!.Parent!.FullName, project, output.Name);
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(folder, $"{project}.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var host = new HostProcess(project, start);
        try
        {
            host._process.Start();
            host._process.BeginOutputReadLine();
            host._process.BeginErrorReadLine();
            host.Address = await host._address.Task.WaitAsync(StartLimit, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Fails, with what it said last, if the process is no more.</summary>
    public void ThrowIfEnded()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"{_project} ended with code {_process.ExitCode} under load:\n{Said}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        catch (InvalidOperationException)
        {
            // it never started
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        const string sign = "istening on";
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (_lines.Count > KeptLines)
        {
            _lines.TryDequeue(out _);
        }

        if (line.Contains(sign, StringComparison.Ordinal) && line.IndexOf("http://", StringComparison.Ordinal) is var at and >= 0)
        {
            _address.TrySetResult(new Uri(line[at..].Trim()));
        }
    }
}
