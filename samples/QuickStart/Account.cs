using Paracle;
using Spectre.Console;

namespace QuickStart;

/// <summary>Tells a person what happens.</summary>
internal sealed class Account(IAnsiConsole console)
{
    private bool _isInText;

    public void Introduce(string folder, string database, bool isSimulated)
    {
        console.Write(new Rule("[bold]Paracle quick start[/]").LeftJustified());
        console.MarkupLineInterpolated($"folder    {folder}");
        console.MarkupLineInterpolated($"database  {database}");
        if (isSimulated)
        {
            console.MarkupLine("model     [yellow]SIMULATED in this process[/]: a fixed plan that really calls the tools. Set OPENAI_API_KEY for a real model.");
        }
        else
        {
            console.MarkupLine("model     the provider of OPENAI_API_KEY");
        }

        console.WriteLine();
    }

    public void Saved(Versioned<AgentSpec> agent) =>
        console.MarkupLineInterpolated($"Saved agent [bold]{agent.Value.Name}[/], version {agent.Version}, tools {string.Join(", ", agent.Value.Tools)}.");

    public void Answered(AgentRunRequest request, AgentRunResult result, TimeSpan took)
    {
        Head("A run");
        console.MarkupLineInterpolated($"[grey]task[/]    {request.Task}");
        console.WriteLine(result.Text);
        console.MarkupLineInterpolated(
            $"[grey]{result.Steps} model calls, {result.ToolCalls} tool calls, {Tokens(result.Usage)}, {took.TotalMilliseconds:0} ms, execution {result.ExecutionId}[/]");
    }

    public void AnsweredAgain(AgentRunResult result, TimeSpan took)
    {
        Head("The same run once more");
        console.MarkupLineInterpolated(
            $"The answer is the same. [bold]{result.CachedSteps} of {result.Steps} model calls were answered from the response cache[/]: {Tokens(result.Usage)}, {Tokens(result.Saved)} saved, {took.TotalMilliseconds:0} ms. The tools were called again.");
    }

    public void BeginStream() => Head("A run, streamed");

    public void Happened(AgentEvent happened, TimeSpan at)
    {
        if (happened is AgentEvent.Text text)
        {
            console.Write(new Text(text.Value));
            _isInText = true;
            return;
        }

        if (_isInText)
        {
            console.WriteLine();
            _isInText = false;
        }

        console.MarkupLineInterpolated($"[grey]{at.TotalMilliseconds,6:0} ms[/]  {Describe(happened)}");
    }

    public void Stored(IReadOnlyList<Execution> executions)
    {
        Head("The executions as stored, newest first");
        var table = new Table();
        foreach (var column in new[] { "execution", "state", "took", "tokens" })
        {
            table.AddColumn(column, settings => settings.NoWrap());
        }

        foreach (var execution in executions)
        {
            table.AddRow(
                execution.Id.ToString(),
                execution.State.ToString(),
                execution.EndedAt is { } ended ? $"{(ended - execution.CreatedAt).TotalMilliseconds:0} ms" : "-",
                execution.Usage.TotalTokens?.ToString() ?? "unknown");
        }

        console.Write(table);
    }

    public void Fail(string message) => console.MarkupLineInterpolated($"[red]Failed:[/] {message}");

    private static string Describe(AgentEvent happened) => happened switch
    {
        AgentEvent.Started started => $"started      execution {started.ExecutionId}",
        AgentEvent.ToolCall call => $"tool call    {call.Tool} {call.Arguments}",
        AgentEvent.ToolResult result => $"tool result  {result.Tool}: {result.Result.Length} characters{(result.IsError ? ", an error" : "")}",
        AgentEvent.Usage usage => $"usage        {Tokens(usage.Tokens)}",
        AgentEvent.Completed completed => $"completed    {completed.Result.Steps} model calls, {completed.Result.ToolCalls} tool calls",
        AgentEvent.Failed failed => $"failed       {failed.State}, {failed.Code}: {failed.Message}",
        _ => happened.GetType().Name,
    };

    private static string Tokens(TokenUsage usage) =>
        usage.TotalTokens is { } total ? $"{total} tokens ({usage.InputTokens} in, {usage.OutputTokens} out)" : "tokens unknown";

    private void Head(string text)
    {
        console.WriteLine();
        console.Write(new Rule(Markup.Escape(text)).LeftJustified());
    }
}
