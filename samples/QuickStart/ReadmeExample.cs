using Microsoft.Extensions.DependencyInjection;
using Paracle;

namespace QuickStart;

/// <summary>The lines that README shows, compiled.</summary>
internal static class ReadmeExample
{
    public static async Task<string> RunAsync(string apiKey)
    {
        var services = new ServiceCollection();
        services.AddParacle(paracle => paracle.AllowAll().AddOpenAI(openAI => (openAI.ApiKey, openAI.Model) = (apiKey, "gpt-4o-mini")));
        await using var provider = services.BuildServiceProvider();
        await provider.StartParacleAsync();

        var agents = provider.GetRequiredService<IAgentStore>();
        await agents.SaveAsync(TenantId.Default, new AgentSpec { Name = "writer", Instructions = "Be brief." }, expectedVersion: null, CancellationToken.None);
        var runtime = provider.GetRequiredService<IAgentRuntime>();
        var result = await runtime.RunAsync(new AgentRunRequest { Agent = "writer", Task = "Say hello." }, CancellationToken.None);
        await provider.StopParacleAsync();
        return result.Text;
    }
}
