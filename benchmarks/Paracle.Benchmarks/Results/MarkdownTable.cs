using System.Text;

namespace Paracle.Benchmarks.Results;

/// <summary>A table with its first column aligned left and the others, which hold figures, right.</summary>
internal sealed class MarkdownTable(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        var text = new StringBuilder();
        AddRow(text, headers);
        AddRow(text, [.. headers.Select((_, column) => column == 0 ? "---" : "---:")]);
        foreach (var row in _rows)
        {
            AddRow(text, row);
        }

        return text.ToString();
    }

    private static void AddRow(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
