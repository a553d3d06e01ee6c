using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Paracle.Testing;

namespace Paracle.Integration.Tests.Server;

/// <summary>samples/Server as a process of its own, configured by environment variables as in production.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string Agent = "writer";

    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(IReadOnlyDictionary<string, string?> settings)
    {
        var assembly = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Server", new DirectoryInfo(AppContext.BaseDirectory).Name, "Server.dll"));
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "exec", assembly },
            WorkingDirectory = Path.GetDirectoryName(assembly),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException("The server ended: " + Output));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Http { get; private set; } = null!;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    public static async Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string?> settings)
    {
        var server = new ServerProcess(settings);
        var address = await server._listening.Task.WaitAsync(Waiting.Limit);
        server.Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 2000 }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        return server;
    }

    public async Task SaveAgentAsync()
    {
        using var answer = await Http.PutAsJsonAsync($"/api/v1/agents/{Agent}", new { instructions = "Be brief." });
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync() + Output);
    }

    public Task<HttpResponseMessage> RunAsync(string task) => Http.PostAsJsonAsync("/api/v1/agents/run", new { agent_id = Agent, task });

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.Add(line);
        }

        const string Mark = "Now listening on: ";
        if (line.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at)
        {
            _listening.TrySetResult(new Uri(line[(at + Mark.Length)..].Trim()));
        }
    }
}
