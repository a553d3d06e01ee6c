using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks;

/// <summary>One run of an area: says what goes on, judges gates, and keeps the results.</summary>
internal sealed class BenchmarkSession(IBenchmarkArea area, bool isQuick, TimeProvider timeProvider, CancellationToken cancelled)
{
    private readonly string _load = Machine.Load;
    private readonly List<string> _remarks = [];
    private readonly List<Gate> _gates = [];
    private readonly List<string> _plots = [];
    private readonly List<(string Title, MarkdownTable Table)> _tables = [];

    public bool IsQuick => isQuick;

    public TimeProvider TimeProvider => timeProvider;

    /// <summary>Set when whoever runs this wants it to end.</summary>
    public CancellationToken Cancelled => cancelled;

    private string FileName => isQuick ? $"{area.Name}.quick" : area.Name;

    public static void Say(string text) => Console.WriteLine(text);

    /// <summary>Something that a reader of the figures must know.</summary>
    public void Remark(string text) => _remarks.Add(text);

    public void Judge(Gate gate)
    {
        _gates.Add(gate);
        Say(gate.ToString());
    }

    public void Keep(string title, MarkdownTable table)
    {
        _tables.Add((title, table));
        Say($"\n{title}\n\n{table}");
    }

    public void Keep(GroupedBars plot, string suffix)
    {
        var name = $"{FileName}.{suffix}.svg";
        plot.Save(Path.Combine(ResultFolder.Path, name));
        _plots.Add(name);
    }

    /// <summary>Writes what was kept beside the results of the other areas.</summary>
    public void Save()
    {
        var path = Path.Combine(ResultFolder.Path, $"{FileName}.md");
        File.WriteAllText(path, new ResultPage(area, isQuick, timeProvider.GetUtcNow(), _load, _remarks, _tables, _plots, _gates).ToString());
        Say($"results in {Path.GetRelativePath(ResultFolder.Root, path)}");
    }
}
