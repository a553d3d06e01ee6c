using System.Text;

namespace Paracle.Benchmarks.Results;

/// <summary>The page of an area's results.</summary>
internal sealed class ResultPage(
    IBenchmarkArea area,
    bool isQuick,
    DateTimeOffset date,
    string load,
    IReadOnlyList<string> remarks,
    IReadOnlyList<(string Title, MarkdownTable Table)> tables,
    IReadOnlyList<string> plots,
    IReadOnlyList<Gate> gates)
{
    public override string ToString()
    {
        var page = new StringBuilder();
        page.Append($"# {area.Name}\n\n{area.Question}\n\n");
        page.Append($"- command: `dotnet run --project benchmarks/Paracle.Benchmarks -- {area.Name}{(isQuick ? " --quick" : "")}`\n");
        page.Append($"- machine: {Machine.Description}; load average at the start {load}\n- date: {date:yyyy-MM-dd}\n");
        foreach (var remark in remarks)
        {
            page.Append($"- {remark}\n");
        }

        foreach (var (title, table) in tables)
        {
            page.Append($"\n## {title}\n\n{table}");
        }

        foreach (var plot in plots)
        {
            page.Append($"\n![{area.Name}]({plot})\n");
        }

        page.Append("\n## Gates\n\n```\n").AppendJoin('\n', gates).Append("\n```\n");
        return page.ToString();
    }
}
