using Microsoft.Extensions.AI;
using Paracle.Runtime.Tests.Doubles;
using Paracle.Testing;

namespace Paracle.Runtime.Tests.Runs;

public sealed class RunAsyncTests
{
    [Fact]
    public async Task RunAsync_ModelAnswers_StoresTheSucceededExecution()
    {
        await using var host = new TestHost();
        host.Model.Says("Forty-two.");

        var result = await host.RunAsync("What is the answer?");

        result.Text.ShouldBe("Forty-two.");
        result.Usage.ShouldBe(new TokenUsage(10, 5));
        (result.Steps, result.ToolCalls, result.Cost).ShouldBe((1, 0, null));
        var stored = await host.OnlyExecutionAsync();
        stored.Id.ShouldBe(result.ExecutionId);
        stored.State.ShouldBe(ExecutionState.Succeeded);
        (stored.Input, stored.Output, stored.Target, stored.Subject).ShouldBe(("What is the answer?", "Forty-two.", "helper", "local"));
        stored.Usage.ShouldBe(result.Usage);
        stored.Host.ShouldNotBeNullOrEmpty();
        stored.StartedAt.ShouldBe(host.Time.GetUtcNow());
        stored.EndedAt.ShouldBe(host.Time.GetUtcNow());
    }

    [Fact]
    public async Task RunAsync_AnswerFromACache_TellsWhatWasSaved()
    {
        await using var host = new TestHost();
        host.AddTool(AIFunctionFactory.Create(() => "5", "add"));
        host.Save(new AgentSpec { Name = "helper", Tools = ["add"] });
        host.Model.Answers(Told(ScriptedModel.ToolCalls(ScriptedModel.Call("add")), new LlmAnswerContext { IsCached = true, Saved = new TokenUsage(7, 3), SavedCost = 0.25m }));
        host.Model.Answers(Told(ScriptedModel.Text("It is 5."), new LlmAnswerContext { Saved = new TokenUsage(1, 0), SavedCost = 0.5m }));

        var result = await host.RunAsync();

        (result.Steps, result.CachedSteps, result.Saved, result.SavedCost).ShouldBe((2, 1, new TokenUsage(8, 3), 0.75m));

        static ChatResponse Told(ChatResponse response, LlmAnswerContext context)
        {
            response.SetParacle(context);
            return response;
        }
    }

    [Fact]
    public async Task RunAsync_ModelIsCalled_AfterTheRunningRowIsStored()
    {
        await using var host = new TestHost();
        IReadOnlyList<Execution> seen = [];
        host.Model.Does(async _ =>
        {
            seen = await host.StoredAsync();
            return ScriptedModel.Text("Done.");
        });

        await host.RunAsync();

        seen.ShouldHaveSingleItem().State.ShouldBe(ExecutionState.Running);
        host.Executions.Writes.ShouldBe(2);
    }

    [Fact]
    public async Task RunAsync_SpecWithParent_SendsTheEffectiveOptions()
    {
        await using var host = new TestHost();
        host.AddTool(AIFunctionFactory.Create(() => "base", "base_tool"));
        host.AddTool(AIFunctionFactory.Create(() => "own", "own_tool"));
        host.Save(new AgentSpec { Name = "base", Provider = "main", Model = "m-1", Temperature = 0.5f, Instructions = "Be brief.", Tools = ["base_tool"] });
        host.Save(new AgentSpec { Name = "helper", Parent = "base", Temperature = 0.1f, MaxOutputTokens = 99, Tools = ["own_tool"] });
        host.Model.Says("Done.");

        await host.Runtime.RunAsync(new AgentRunRequest { Agent = "helper", Task = "Do it.", AllowCaching = true }, default);

        var options = host.Model.Requests.ShouldHaveSingleItem().Options!;
        (options.ModelId, options.Temperature, options.MaxOutputTokens, options.Instructions).ShouldBe(("m-1", 0.1f, 99, "Be brief."));
        options.Tools!.Select(tool => tool.Name).ShouldBe(["base_tool", "own_tool"], ignoreOrder: true);
        options.Tools!.ShouldAllBe(tool => tool is AIFunctionDeclaration && !(tool is AIFunction));
        var context = options.FindParacle()!;
        context.Tenant.ShouldBe(TenantId.Default);
        (context.Subject, context.Agent, context.AllowCaching, context.AllowBatching).ShouldBe(("local", "helper", true, false));
        context.Execution.ShouldBe((await host.OnlyExecutionAsync()).Id);
        context.Deadline.ShouldBe(host.Time.GetUtcNow() + TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task RunAsync_ModelCallsATool_GivesItTheResult()
    {
        await using var host = new TestHost();
        host.WithTool((int left, int right) => left + right, "add");
        host.Model.Asks(ScriptedModel.Call("add", ("left", 2), ("right", 3))).Says("It is 5.");

        var result = await host.RunAsync();

        result.Text.ShouldBe("It is 5.");
        (result.Steps, result.ToolCalls).ShouldBe((2, 1));
        result.Usage.ShouldBe(new TokenUsage(20, 10));
        var second = host.Model.Requests.Last();
        second.Results.ShouldBe("5");
        second.Messages.Select(message => message.Role).ShouldBe([ChatRole.User, ChatRole.Assistant, ChatRole.Tool]);
    }

    [Fact]
    public async Task RunAsync_UsageMissingOnce_IsUnknownInTheSum()
    {
        await using var host = new TestHost();
        host.WithTool(() => "ok", "look");
        var first = ScriptedModel.ToolCalls(ScriptedModel.Call("look"));
        first.Usage = new UsageDetails { InputTokenCount = -1 };
        host.Model.Answers(first).Says("Done.");

        (await host.RunAsync()).Usage.ShouldBe(TokenUsage.Unknown);
        (await host.OnlyExecutionAsync()).Usage.ShouldBe(TokenUsage.Unknown);
    }

    [Fact]
    public async Task RunAsync_NoSuchAgent_IsNotFoundWithoutAnExecution()
    {
        await using var host = new TestHost();

        var error = await Should.ThrowAsync<NotFoundException>(
            host.Runtime.RunAsync(new AgentRunRequest { Agent = "nobody", Task = "Do it." }, default));

        error.ExecutionId.ShouldBeNull();
        (await host.StoredAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("helper")]
    [InlineData("nobody")]
    public async Task RunAsync_NotGranted_IsDeniedWhetherTheAgentExistsOrNot(string agent)
    {
        await using var host = new TestHost(withGrants: false);
        host.Model.Says("Done.");

        var error = await Should.ThrowAsync<AccessDeniedException>(host.Runtime.RunAsync(new AgentRunRequest { Agent = agent, Task = "Do it." }, default));

        error.Message.ShouldBe($"Subject 'local' of tenant 'default' may not run agent '{agent}'. Give it the grant with IGrantStore.AddAsync.");
        host.Model.Calls.ShouldBe(0);
        host.Executions.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_GrantOfAnotherTenant_IsDenied()
    {
        await using var host = new TestHost();
        var stranger = new Caller(new TenantId("other"), Caller.Local.Subject);

        await Should.ThrowAsync<AccessDeniedException>(
            host.Runtime.RunAsync(new AgentRunRequest { Caller = stranger, Agent = "helper", Task = "Do it." }, default));
    }

    [Fact]
    public async Task RunAsync_SpecNamesAnUnregisteredTool_IsAConfigurationErrorBeforeAnythingIsSpent()
    {
        await using var host = new TestHost();
        host.Save(new AgentSpec { Name = "helper", Tools = ["missing"] });

        var error = await Should.ThrowAsync<ConfigurationException>(host.RunAsync());

        error.Message.ShouldContain("'missing'");
        error.Message.ShouldContain("AddTool");
        host.Model.Calls.ShouldBe(0);
        host.Executions.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_SpecNamesAnUnknownProvider_IsAConfigurationErrorBeforeAnythingIsSpent()
    {
        await using var host = new TestHost();
        host.Save(new AgentSpec { Name = "helper", Provider = "elsewhere" });

        await Should.ThrowAsync<ConfigurationException>(host.RunAsync());

        host.Executions.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task RunAsync_SpecAndGrants_AreLoadedSideBySide()
    {
        await using var host = new TestHost();
        host.Model.Says("Done.");
        var both = new TaskCompletionSource();
        var waiting = 0;
        Task Meet(CancellationToken token)
        {
            if (Interlocked.Increment(ref waiting) == 2)
            {
                both.SetResult();
            }

            return both.Task.WaitAsync(Waiting.Limit, token);
        }

        host.Agents.BeforeRead = Meet;
        host.Grants.BeforeRead = Meet;

        (await host.RunAsync()).Text.ShouldBe("Done.");
    }

    [Fact]
    public async Task RunAsync_SpecFails_CancelsTheLoadOfGrants()
    {
        await using var host = new TestHost();
        var cancelled = new TaskCompletionSource();
        host.Grants.BeforeRead = async token =>
        {
            token.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, token);
        };
        host.Agents.BeforeRead = async _ =>
        {
            await Waiting.UntilAsync(() => host.Grants.Reads == 1);
            throw new UnavailableException("The store is away.");
        };

        await Should.ThrowAsync<UnavailableException>(host.RunAsync());

        await cancelled.Task.WaitAsync(Waiting.Limit);
    }

    [Fact]
    public async Task RunAsync_Denied_CancelsTheLoadOfTheSpec()
    {
        await using var host = new TestHost(withGrants: false);
        var cancelled = new TaskCompletionSource();
        host.Agents.BeforeRead = async token =>
        {
            token.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, token);
        };

        host.Grants.BeforeRead = _ => Waiting.UntilAsync(() => host.Agents.Reads == 1);

        await Should.ThrowAsync<AccessDeniedException>(host.RunAsync());

        await cancelled.Task.WaitAsync(Waiting.Limit);
    }

    [Fact]
    public async Task RunAsync_200AtATime_EachGetsItsOwnAnswer()
    {
        await using var host = new TestHost();
        host.WithTool(async (string word) =>
        {
            await Task.Yield();
            return word.ToUpperInvariant();
        }, "shout");
        host.Model.Does(async asked =>
        {
            await Task.Yield();
            return asked.Messages[^1].Role == ChatRole.Tool
                ? ScriptedModel.Text(asked.Results)
                : ScriptedModel.ToolCalls(ScriptedModel.Call("shout", ("word", asked.Messages[0].Text)));
        });

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => host.RunAsync($"word {i}"))));

        results.Select(result => result.Text).ShouldBe(Enumerable.Range(0, 200).Select(i => $"WORD {i}"));
        results.Select(result => result.ExecutionId).ShouldBeUnique();
        host.Agents.Reads.ShouldBeLessThan(200);
        foreach (var result in results)
        {
            (await host.Executions.FindAsync(TenantId.Default, result.ExecutionId, default))!.Output.ShouldBe(result.Text);
        }
    }
}
