using System.CommandLine;
using Paracle.Benchmarks;
using Paracle.Benchmarks.Caches;
using Paracle.Benchmarks.Caches.Memory;
using Paracle.Benchmarks.Llm;
using Paracle.Benchmarks.Pipelines;
using Paracle.Benchmarks.Queues;
using Paracle.Benchmarks.Results;
using Paracle.Benchmarks.Servers;
using Paracle.Benchmarks.Stores;
using Paracle.Benchmarks.WriteBehind;

IBenchmarkArea[] areas = [new PipelineArea(), new QueueArea(), new StoreArea(), new ServerArea(), new MemoryArea(), new CacheArea(), new WriteBehindArea(), new LlmArea()];

var area = new Argument<string>("AREA") { Description = string.Join("; ", areas.Select(a => $"{a.Name}: {a.Question}")) };
area.AcceptOnlyFromAmong([.. areas.Select(a => a.Name)]);
var quick = new Option<bool>("--quick") { Description = "Less than two minutes, for a first impression. Its results are not for keeps." };
var command = new RootCommand("Measures Paracle beside its peers. A gate that falls short does not fail the run.") { area, quick };
command.SetAction(async (result, cancellationToken) =>
{
    if (!Machine.IsOptimised)
    {
        await Console.Error.WriteLineAsync("This is a debug build, and its figures would be worth nothing. Build with -c Release.");
        return 1;
    }

    var chosen = areas.Single(a => string.Equals(a.Name, result.GetRequiredValue(area), StringComparison.Ordinal));
    await chosen.RunAsync(new BenchmarkSession(chosen, result.GetValue(quick), TimeProvider.System, cancellationToken));
    return 0;
});

// an area that started servers stops them before it ends
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) };
return await command.Parse(args).InvokeAsync(configuration);
