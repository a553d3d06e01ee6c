using Paracle.Benchmarks.Http;
using Paracle.Benchmarks.Results;

namespace Paracle.Benchmarks.Servers;

/// <summary>Puts what was measured into tables, plots and gates.</summary>
internal sealed class ServerReport(ServerPlan plan, BenchmarkSession session)
{
    private static readonly HttpLoad[] Closed = [ServerPlan.Few, ServerPlan.Many];

    public void Keep()
    {
        session.Remark("PostgreSQL, PgBouncer and Redis are fresh and of this run alone, with `eng/services.sh`'s settings: every row is durable when a run is answered. "
            + "The load generator, the model and the databases share the machine with the server.");
        session.Remark("No response cache exists yet: repeated prompts go to the model as unique ones do. They are 16 prompts; half repeated is every other one of them.");
        session.Remark("Latency in a closed loop counts from the sending; in the open loop from the moment a request was due, sent or not. "
            + "What did not end within the drain time is an error and counts with the time it had waited.");
        session.Remark("The bare endpoint is `GET /health/live`: it shows what the HTTP stack and the load generator leave room for.");
        KeepAnswers();
        KeepExpenses();
        KeepStreams();
        KeepGuide();
        KeepPlots();
        new ServerGates(plan, session).Judge();
    }

    public static string NameOf(RequestKind kind) => kind switch
    {
        RequestKind.Bare => "bare endpoint",
        RequestKind.Model => "the model alone",
        RequestKind.Repeated => "runs, repeated prompts",
        RequestKind.Half => "runs, half repeated",
        RequestKind.Unique => "runs, unique prompts",
        RequestKind.Pooled => "runs, unique prompts, PgBouncer",
        RequestKind.Stream => "streamed runs",
        RequestKind.ModelStream => "the model's streams alone",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A kind without a name."),
    };

    private void KeepAnswers()
    {
        var table = new MarkdownTable("requests", "load", "a second", "p50 ms", "p95 ms", "p99 ms", "errors");
        foreach (var cell in plan.Cells)
        {
            var latencies = cell.Tally.Latencies;
            table.Add(
                NameOf(cell.Kind), $"{cell.Load}", $"{cell.Tally.PerSecond:N0}",
                $"{latencies.Milliseconds(50):N1}", $"{latencies.Milliseconds(95):N1}", $"{latencies.Milliseconds(99):N1}", cell.Tally.ErrorText);
        }

        session.Keep("Answers", table);
    }

    private void KeepExpenses()
    {
        var table = new MarkdownTable(
            "processor time of a request, µs", "load", "server", "PostgreSQL", "Redis", "model", "load generator", "memory of who answers, MiB", "others' share of the machine");
        foreach (var cell in plan.Cells)
        {
            var expense = cell.Expense;
            string Of(TimeSpan time) => $"{expense.Microseconds(time, cell.Tally.PerSecond):N0}";
            table.Add(
                NameOf(cell.Kind), $"{cell.Load}", Of(expense.Server), Of(expense.Postgres), Of(expense.Redis), Of(expense.Model), Of(expense.Generator),
                $"{cell.Memory:N0}", $"{expense.Others:P0}");
        }

        session.Keep("What a request costs", table);
    }

    private void KeepStreams()
    {
        var table = new MarkdownTable("streams", "load", "a second", "first text p50 ms", "first text p95 ms", "first text p99 ms");
        foreach (var load in Closed)
        {
            foreach (var kind in new[] { RequestKind.ModelStream, RequestKind.Stream })
            {
                var tally = plan[load, kind].Tally;
                table.Add(
                    NameOf(kind), $"{load}", $"{tally.PerSecond:N0}",
                    $"{tally.FirstTexts.Milliseconds(50):N1}", $"{tally.FirstTexts.Milliseconds(95):N1}", $"{tally.FirstTexts.Milliseconds(99):N1}");
            }
        }

        session.Keep("The first text of a stream", table);
    }

    private void KeepGuide()
    {
        var table = new MarkdownTable(
            "1,000 connections", "a second", "p95 ms", "as written: a second", "p95 ms", "ratio", "best variant: a second", "p95 ms", "ratio");
        foreach (var mix in ServerPlan.Mixes)
        {
            var (tally, guide) = (plan[ServerPlan.Many, mix].Tally, GuideFigures.Of(mix));
            table.Add(
                NameOf(mix), $"{tally.PerSecond:N0}", $"{tally.Latencies.Milliseconds(95):N0}",
                $"{guide.PerSecond:N0}", $"{guide.P95:N0}", $"{tally.PerSecond / guide.PerSecond:0.00}",
                $"{guide.BestPerSecond:N0}", $"{guide.BestP95:N0}", $"{tally.PerSecond / guide.BestPerSecond:0.00}");
        }

        session.Keep("Beside the guide's own stack, whose figures were taken once on a machine of this kind and not in this run", table);
    }

    private void KeepPlots()
    {
        RequestKind[] kinds = [RequestKind.Model, .. ServerPlan.Mixes, RequestKind.Pooled, RequestKind.Stream];
        KeepPlot("throughput", "Answers a second", "1/s", Closed, kinds, tally => tally.PerSecond);
        KeepPlot("latency", "95 of 100 answers came within", "ms", [.. Closed, ServerPlan.Steady], ServerPlan.Mixes, tally => tally.Latencies.Milliseconds(95));
    }

    private void KeepPlot(string suffix, string title, string unit, HttpLoad[] loads, RequestKind[] kinds, Func<HttpTally, double> figure)
    {
        var plot = new GroupedBars(title, unit, [.. loads.Select(load => $"{load}")]);
        foreach (var kind in kinds)
        {
            plot.Add(NameOf(kind), loads.Select(load => Math.Round(figure(plan[load, kind].Tally))));
        }

        session.Keep(plot, suffix);
    }
}
