using System.Diagnostics;

namespace Paracle.Testing;

/// <summary>One server program in a folder of its own, which starts, is killed and starts again.</summary>
internal sealed class ServerInstance : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private Process? _process;

    private ServerInstance(string folder) => Folder = folder;

    public string Folder { get; }

    public int Port { get; } = LoopbackPort.Find();

    public bool IsRunning => _process is { HasExited: false };

    private string Log => $"{Folder}/log";

    public static async Task<ServerInstance> CreateAsync(string name) =>
        new(await ServerPrograms.RunAsync(password: null, "mktemp", "-d", $"{Path.GetTempPath().TrimEnd('/')}/paracle-{name}-XXXXXX"));

    /// <summary>Starts the program and waits until it is ready.</summary>
    public async Task StartAsync(Func<bool> isReady, params string[] command)
    {
        if (IsRunning)
        {
            throw new InvalidOperationException($"{command[0]} runs already.");
        }

        _process?.Dispose();
        _process = ServerPrograms.StartServer(Log, command);
        await UntilAsync(() => isReady() || (_process.HasExited ? throw new InvalidOperationException($"{command[0]} ended at its start: {Said()}") : false), $"{command[0]} to be ready");
    }

    /// <summary>SIGTERM: it ends in good order.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("TERM");
        await WaitForEndAsync();
    }

    /// <summary>SIGSTOP: its connections stay, and nothing on them is answered.</summary>
    public async Task FreezeAsync()
    {
        await SignalAsync("STOP");
        await UntilAsync(() => Status(_process!.Id) is ["T", ..], "it to stand still");
    }

    /// <summary>SIGCONT: it goes on with what has come in meanwhile.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Waits for an end that something else asked for.</summary>
    public Task WaitForEndAsync() => UntilAsync(() => !IsRunning, "an end");

    /// <summary>SIGKILL, the processes it began included: as if the machine lost its power, except that what was written stays.</summary>
    public async Task KillAsync()
    {
        if (!IsRunning)
        {
            return;
        }

        var children = ChildrenOf(_process!.Id);
        _process.Kill();
        await WaitForEndAsync();
        foreach (var child in children)
        {
            try
            {
                using var process = Process.GetProcessById(child);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It saw its parent die and went.
            }
        }

        await UntilAsync(() => !children.Any(IsAlive), "its processes to end");
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Waits for a condition. After a limit it is an error with the end of the log.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Waiting.Limit)
            {
                throw new TimeoutException($"Waited {Waiting.Limit} for {what}: {Said()}");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private async Task SignalAsync(string signal) =>
        await ServerPrograms.RunAsync(password: null, "kill", "-s", signal, $"{(IsRunning ? _process! : throw new InvalidOperationException("The server does not run.")).Id}");

    private string Said() => File.Exists(Log) ? string.Join('\n', File.ReadLines(Log).TakeLast(20)) : "it said nothing";

    private static List<int> ChildrenOf(int parent) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!))
            .Where(id => Status(id) is [_, var parentId, ..] && parentId == parent.ToString())];

    // What is dead and not yet waited for, by whoever adopted it, holds nothing any more.
    private static bool IsAlive(int id) => Status(id) is [not "Z", ..];

    // The state and the parent: the first fields after the name, which stands in parentheses and may hold anything.
    private static string[] Status(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
