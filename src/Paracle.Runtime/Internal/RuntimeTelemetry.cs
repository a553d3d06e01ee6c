using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Paracle.Runtime.Internal;

/// <summary>The package's meter and activity source. Labels come from closed sets; names and ids go to traces only.</summary>
internal sealed class RuntimeTelemetry : IDisposable
{
    private readonly Meter _meter;
    private readonly ActivitySource _source = new(TelemetryNames.Runtime);
    private readonly Histogram<double> _runDuration;
    private readonly UpDownCounter<long> _activeRuns;
    private readonly Histogram<double> _toolDuration;
    private readonly Counter<long> _denials;

    public RuntimeTelemetry(IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(TelemetryNames.Runtime) ?? new Meter(TelemetryNames.Runtime);
        var buckets = new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBuckets.Request };
        _runDuration = _meter.CreateHistogram(TelemetryNames.RunDuration, "s", "How long runs take.", tags: null, buckets);
        _activeRuns = _meter.CreateUpDownCounter<long>(TelemetryNames.ActiveRuns, "{run}", "Runs at work.");
        _toolDuration = _meter.CreateHistogram(TelemetryNames.ToolDuration, "s", "How long tool calls take.", tags: null, buckets);
        _denials = _meter.CreateCounter<long>(TelemetryNames.GrantDenials, "{denial}", "Actions refused for want of a grant.");
    }

    public Activity? StartRun(ExecutionId id, string agent)
    {
        var activity = _source.StartActivity("agent.run");
        return activity?.SetTag("paracle.execution.id", id.ToString()).SetTag("paracle.agent.name", agent);
    }

    public Activity? StartTool(string tool) => _source.StartActivity("agent.tool")?.SetTag("paracle.tool.name", tool);

    public void RunAdmitted() => _activeRuns.Add(1);

    public void RunLeft() => _activeRuns.Add(-1);

    public void RunEnded(Execution execution, TimeSpan duration, Activity? activity)
    {
        var state = execution.State.ToLabel();
        _runDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>(TelemetryNames.StateLabel, state));
        activity?.SetTag(TelemetryNames.StateLabel, state);
        if (execution.ErrorCode is { } code)
        {
            activity?.SetTag("error.type", code).SetStatus(ActivityStatusCode.Error, code);
        }
    }

    public void ToolEnded(string outcome, TimeSpan duration, Activity? activity)
    {
        _toolDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>(TelemetryNames.ToolOutcomeLabel, outcome));
        activity?.SetTag(TelemetryNames.ToolOutcomeLabel, outcome);
    }

    public void Denied() => _denials.Add(1);

    public void Dispose()
    {
        _meter.Dispose();
        _source.Dispose();
    }
}
