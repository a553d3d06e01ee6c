// A host compiled to native code: what a reflection-free Paracle must be able to do. Ends with 0 when all of it happened.
// The one optional argument is the base URL of a server that speaks OpenAI's chat completions.
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Paracle;
using Paracle.AotSmoke;

var folder = Directory.CreateTempSubdirectory("paracle-aot-");
try
{
    var services = new ServiceCollection();
    services.AddParacle(paracle =>
    {
        paracle.UseSqlite(options => options.Path = Path.Combine(folder.FullName, "paracle.db"))
            .AllowAll()
            .AddCacheJson(SmokeJson.Default)
            .AddTool(WeatherTool.Create())
            .AddProvider("scripted", _ => new ScriptedModel());
        if (args is [var url])
        {
            paracle.AddOpenAI(options => (options.BaseUrl, options.ApiKey, options.Model) = (new Uri(url), "none", "simulated"));
        }
    });

    await using var provider = services.BuildServiceProvider();
    await provider.StartParacleAsync();
    var agents = provider.GetRequiredService<IAgentStore>();
    var runtime = provider.GetRequiredService<IAgentRuntime>();

    await agents.SaveAsync(TenantId.Default, new AgentSpec { Name = "forecaster", Provider = "scripted", Tools = [WeatherTool.Name] }, expectedVersion: null, CancellationToken.None);
    var request = new AgentRunRequest { Agent = "forecaster", Task = "How is the weather?" };
    var answer = await runtime.RunAsync(request, CancellationToken.None);
    Require(answer is { Text: "It is raining in Ghent.", ToolCalls: 1 }, $"the agent answered '{answer.Text}' after {answer.ToolCalls} tool calls");

    AgentEvent? last = null;
    await foreach (var happened in runtime.StreamAsync(request, CancellationToken.None))
    {
        last = happened;
    }

    Require(last is AgentEvent.Completed { Result.Text: "It is raining in Ghent." }, $"the stream ended with {last}");

    var executions = await provider.GetRequiredService<IExecutionStore>().ListAsync(TenantId.Default, ExecutionFilter.All, new PageRequest(10), CancellationToken.None);
    Require(executions.Items.Count == 2 && executions.Items.All(execution => execution.State == ExecutionState.Succeeded), "the store does not hold two executions that succeeded");

    var forecast = await provider.GetRequiredService<HybridCache>().GetOrCreateAsync("forecast", _ => ValueTask.FromResult(new Forecast("Ghent", 9)));
    Require(forecast == new Forecast("Ghent", 9), $"the cache gave {forecast}");

    if (args.Length == 1)
    {
        await agents.SaveAsync(TenantId.Default, new AgentSpec { Name = "talker", Provider = "openai", Tools = [WeatherTool.Name] }, expectedVersion: null, CancellationToken.None);
        var said = await runtime.RunAsync(new AgentRunRequest { Agent = "talker", Task = "Say something." }, CancellationToken.None);
        Require(said.Text.Length > 0, "the model behind the URL said nothing");
        Console.WriteLine($"over HTTP: {said.Text}");
    }

    await provider.StopParacleAsync();
    Console.WriteLine(answer.Text);
    return 0;
}
catch (Exception exception) when (exception is ParacleException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync($"Failed: {exception}");
    return 1;
}
finally
{
    folder.Delete(recursive: true);
}

static void Require(bool holds, string otherwise)
{
    if (!holds)
    {
        throw new InvalidOperationException(otherwise);
    }
}
