// A host as a user writes it: two packages, one agent, one answer on the console.
using Microsoft.Extensions.DependencyInjection;
using Paracle;

var services = new ServiceCollection();
services.AddParacle(paracle => paracle.AllowAll().AddOpenAI(openAI => (openAI.BaseUrl, openAI.ApiKey, openAI.Model) = (new Uri(args[0]), "none", "simulated")));
await using var provider = services.BuildServiceProvider();
await provider.StartParacleAsync();

var agents = provider.GetRequiredService<IAgentStore>();
await agents.SaveAsync(TenantId.Default, new AgentSpec { Name = "writer", Instructions = "Be brief." }, expectedVersion: null, CancellationToken.None);
var runtime = provider.GetRequiredService<IAgentRuntime>();
var result = await runtime.RunAsync(new AgentRunRequest { Agent = "writer", Task = args[1] }, CancellationToken.None);
Console.WriteLine(result.Text);
await provider.StopParacleAsync();
