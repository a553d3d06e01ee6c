using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Paracle;

namespace QuickStart;

/// <summary>The main job: save an agent, run it, stream it, and look at what was stored.</summary>
internal sealed class Tour(IServiceProvider provider, Account account)
{
    private const string Agent = "librarian";

    private readonly IAgentRuntime _runtime = provider.GetRequiredService<IAgentRuntime>();

    /// <summary>True when everything happened - answers, tool calls, streamed text - and stands in the store.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var agent = await provider.GetRequiredService<IAgentStore>().SaveAsync(
            TenantId.Default,
            new AgentSpec
            {
                Name = Agent,
                Instructions = "You answer questions about the text files of one folder. Look before you answer: list the files, read what you need, and quote it.",
                Temperature = 0,
                Tools = ["list_files", "read_file"],
            },
            expectedVersion: null,
            cancellationToken);
        account.Saved(agent);

        var request = new AgentRunRequest { Agent = Agent, Task = "Which files are in the folder, and how does the first of them begin?" };
        var watch = Stopwatch.StartNew();
        var result = await _runtime.RunAsync(request, cancellationToken);
        account.Answered(request, result, watch.Elapsed);

        watch.Restart();
        var again = await _runtime.RunAsync(request, cancellationToken);
        account.AnsweredAgain(again, watch.Elapsed);

        watch.Restart();
        AgentEvent? last = null;
        var hasText = false;
        account.BeginStream();
        await foreach (var happened in _runtime.StreamAsync(request with { Task = "The same again, as a stream." }, cancellationToken))
        {
            account.Happened(happened, watch.Elapsed);
            last = happened;
            hasText |= happened is AgentEvent.Text;
        }

        var stored = await provider.GetRequiredService<IExecutionStore>().ListAsync(TenantId.Default, ExecutionFilter.All, new PageRequest(10), cancellationToken);
        account.Stored(stored.Items);

        return result is { Text.Length: > 0, ToolCalls: > 0 }
            && again.Text.Length > 0
            && hasText
            && last is AgentEvent.Completed { Result: { ToolCalls: > 0 } streamed }
            && new[] { result.ExecutionId, streamed.ExecutionId }.All(id => stored.Items.Any(item => item.Id == id && item.State == ExecutionState.Succeeded));
    }
}
