using Paracle.Runtime.Tests.Doubles;

namespace Paracle.Runtime.Tests.Runs;

public sealed class BadInputTests
{
    public static TheoryData<string, AgentRunRequest> Requests => new()
    {
        { "agent name", new AgentRunRequest { Agent = null!, Task = "Do it." } },
        { "agent name", new AgentRunRequest { Agent = "", Task = "Do it." } },
        { "agent name", new AgentRunRequest { Agent = " ", Task = "Do it." } },
        { "agent name", new AgentRunRequest { Agent = "a\0b", Task = "Do it." } },
        { "agent name", new AgentRunRequest { Agent = "a\r\nb", Task = "Do it." } },
        { "agent name", new AgentRunRequest { Agent = "*", Task = "Do it." } },
        { "agent name", new AgentRunRequest { Agent = "{agent}", Task = "Do it." } },
        { "agent name", new AgentRunRequest { Agent = new string('a', 129), Task = "Do it." } },
        { "task", new AgentRunRequest { Agent = "helper", Task = null! } },
        { "task", new AgentRunRequest { Agent = "helper", Task = "" } },
        { "task", new AgentRunRequest { Agent = "helper", Task = " \n" } },
        { "task", new AgentRunRequest { Agent = "helper", Task = "a\0b" } },
        { "task", new AgentRunRequest { Agent = "helper", Task = "half \uD83D" } },
        { "task", new AgentRunRequest { Agent = "helper", Task = new string('x', ExecutionRules.MaxText + 1) } },
        { "caller", new AgentRunRequest { Agent = "helper", Task = "Do it.", Caller = null! } },
        { "limits", new AgentRunRequest { Agent = "helper", Task = "Do it.", Limits = null! } },
        { "max steps", new AgentRunRequest { Agent = "helper", Task = "Do it.", Limits = new RunLimits { MaxSteps = 0 } } },
        { "max tool calls", new AgentRunRequest { Agent = "helper", Task = "Do it.", Limits = new RunLimits { MaxToolCalls = -1 } } },
        { "max duration", new AgentRunRequest { Agent = "helper", Task = "Do it.", Limits = new RunLimits { MaxDuration = TimeSpan.Zero } } },
        { "max duration", new AgentRunRequest { Agent = "helper", Task = "Do it.", Limits = new RunLimits { MaxDuration = Timeout.InfiniteTimeSpan } } },
    };

    [Theory]
    [MemberData(nameof(Requests), DisableDiscoveryEnumeration = true)]
    public async Task Run_MalformedRequest_IsRefusedBeforeAnyLoad(string input, AgentRunRequest request)
    {
        await using var host = new TestHost();

        (await Should.ThrowAsync<InvalidInputException>(host.Runtime.RunAsync(request, default))).Input.ShouldBe(input);
        (await Should.ThrowAsync<InvalidInputException>(host.Runtime.StreamAsync(request, default).ReadAllAsync())).Input.ShouldBe(input);

        (host.Agents.Reads, host.Grants.Reads, host.Executions.Writes).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Run_Null_IsRefused()
    {
        await using var host = new TestHost();

        await Should.ThrowAsync<ArgumentNullException>(host.Runtime.RunAsync(null!, default));
        await Should.ThrowAsync<ArgumentNullException>(() => host.Runtime.CancelAsync(null!, ExecutionId.New(host.Time), default));
    }
}
