using System.Text;
using System.Text.Json;
using Paracle.Testing.Pipelines;

namespace Paracle.Torture;

/// <summary>One run of an area. Its last line is a JSON object of counts, <c>broken</c> among them.</summary>
internal sealed class TortureRun(ITortureArea area, int seed, TimeSpan duration, TextWriter output)
{
    private readonly StormReport _report = new();

    /// <returns>Whether every promise was kept.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"{area.Name}: {area.Promise}; {duration.TotalSeconds:0.#} s, seed {seed}");
        CollectGarbage(); // what ran in this process before is not ours
        TaskScheduler.UnobservedTaskException += CountUnobserved;
        try
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            over.CancelAfter(duration);
            await area.RunAsync(seed, _report, output, over.Token);
            CollectGarbage();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= CountUnobserved;
        }

        foreach (var broken in _report.Broken)
        {
            await output.WriteLineAsync($"BROKEN: {broken}");
        }

        await output.WriteLineAsync(Counts());
        return _report["broken"] == 0;
    }

    private static void CollectGarbage()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private void CountUnobserved(object? sender, UnobservedTaskExceptionEventArgs args)
    {
        _report.Count("unobserved");
        _report.Promise(isKept: false, $"an error was not observed: {args.Exception}");
    }

    private string Counts()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("area", area.Name);
            json.WriteNumber("seed", seed);
            json.WriteNumber("broken", _report["broken"]);
            json.WriteNumber("unobserved", _report["unobserved"]);
            foreach (var (name, count) in _report.Counts.Where(count => count.Key is not ("broken" or "unobserved")).OrderBy(count => count.Key, StringComparer.Ordinal))
            {
                json.WriteNumber(name, count);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
