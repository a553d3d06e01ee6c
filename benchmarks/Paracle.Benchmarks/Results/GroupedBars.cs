using ScottPlot;

namespace Paracle.Benchmarks.Results;

/// <summary>A plot of bars, one group for each category and in it one bar for each series.</summary>
internal sealed class GroupedBars(string title, string unit, IReadOnlyList<string> categories)
{
    private readonly List<(string Name, double[] Values)> _series = [];

    public void Add(string name, IEnumerable<double> values) => _series.Add((name, [.. values]));

    public void Save(string path)
    {
        using var plot = new Plot();
        for (var series = 0; series < _series.Count; series++)
        {
            var (name, values) = _series[series];
            var color = plot.Add.Palette.GetColor(series);
            var at = series;
            Bar[] groups = [.. values.Select((value, group) => new Bar
            {
                Position = (group * (_series.Count + 1)) + at,
                Value = value,
                FillColor = color,
                Label = $"{value:0.##}",
            })];
            plot.Add.Bars(groups).LegendText = name;
        }

        plot.Axes.Bottom.SetTicks([.. categories.Select((_, group) => (group * (_series.Count + 1)) + ((_series.Count - 1) / 2d))], [.. categories]);
        plot.Axes.Margins(bottom: 0);
        plot.Title(title);
        plot.YLabel(unit);
        plot.ShowLegend(Alignment.UpperRight);
        plot.SaveSvg(path, 800, 450);
    }
}
