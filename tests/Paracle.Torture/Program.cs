using System.CommandLine;
using System.Globalization;
using Paracle.Torture;
using Paracle.Torture.Caches;
using Paracle.Torture.Llm;
using Paracle.Torture.Pipelines;
using Paracle.Torture.Stores;
using Paracle.Torture.WriteBehind;

if (args is [StoreHost.Command, ..])
{
    await StoreHost.RunAsync(args);
    return 0;
}

if (args is [WorkerHost.Command])
{
    await WorkerHost.RunAsync();
    return 0;
}

static ITortureArea[] Areas(TimeSpan pause, int kills) => [new PipelineTorture(), new StoreTorture(pause), new WriteBehindTorture(kills), new CacheTorture(), new LlmTorture()];

var areas = Areas(default, kills: 0);
var area = new Argument<string>("AREA") { Description = string.Join("; ", areas.Select(a => $"{a.Name}: {a.Promise}")) };
area.AcceptOnlyFromAmong([.. areas.Select(a => a.Name)]);
var seconds = new Option<double>("--seconds") { Description = "How long to go on, at least a tenth of a second.", DefaultValueFactory = _ => 10 };
seconds.Validators.Add(result =>
{
    // What is no number at all is the parser's to say.
    if (result.Tokens is [var token] && double.TryParse(token.Value, NumberFormatInfo.InvariantInfo, out var value) && value is not (>= 0.1 and <= 604_800))
    {
        result.AddError("--seconds must lie in 0.1 to 604800 (a week).");
    }
});
var seed = new Option<int>("--seed") { Description = "The same seed injects the same faults, as far as the scheduler allows.", DefaultValueFactory = _ => 1 };
var pause = new Option<double>("--pause") { Description = "The store's mean time from a fault to the next, in seconds.", DefaultValueFactory = _ => 3 };
pause.Validators.Add(result =>
{
    if (result.Tokens is [var token] && double.TryParse(token.Value, NumberFormatInfo.InvariantInfo, out var value) && value is not (>= 0 and <= 3600))
    {
        result.AddError("--pause must lie in 0 to 3600 (an hour).");
    }
});
var kills = new Option<int>("--kills") { Description = "How often a worker of write-behind is killed at least, however long it takes.", DefaultValueFactory = _ => 6 };
kills.Validators.Add(result =>
{
    if (result.Tokens is [var token] && int.TryParse(token.Value, NumberFormatInfo.InvariantInfo, out var value) && value is not (>= 0 and <= 100_000))
    {
        result.AddError("--kills must lie in 0 to 100000.");
    }
});
var command = new RootCommand("Injects faults and races for as long as you like, and ends non-zero when a promise is broken.") { area, seconds, seed, pause, kills };
command.SetAction(async (result, cancellationToken) =>
{
    var chosen = Areas(TimeSpan.FromSeconds(result.GetValue(pause)), result.GetValue(kills))
        .Single(a => string.Equals(a.Name, result.GetRequiredValue(area), StringComparison.Ordinal));
    var run = new TortureRun(chosen, result.GetValue(seed), TimeSpan.FromSeconds(result.GetValue(seconds)), Console.Out);
    return await run.RunAsync(cancellationToken) ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
