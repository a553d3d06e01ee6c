using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Agents;

public sealed class RunLimitsTests
{
    [Fact]
    public void Validate_Sound_Accepted()
    {
        new RunLimits().Validate();
        new RunLimits { MaxSteps = 1, MaxToolCalls = 0, MaxDuration = TimeSpan.FromTicks(1) }.Validate();
        new RunLimits { MaxSteps = 10_000, MaxToolCalls = 100_000 }.Validate();
    }

    [Fact]
    public void Validate_OutOfRange_RefusedByTheirName()
    {
        foreach (var steps in new[] { 0, -1, 10_001 })
        {
            Should.Throw<InvalidInputException>(new RunLimits { MaxSteps = steps }.Validate).Input.ShouldBe("max steps");
        }

        foreach (var calls in new[] { -1, 100_001 })
        {
            Should.Throw<InvalidInputException>(new RunLimits { MaxToolCalls = calls }.Validate).Input.ShouldBe("max tool calls");
        }

        foreach (var duration in Texts.BadDurations)
        {
            Should.Throw<InvalidInputException>(new RunLimits { MaxDuration = duration }.Validate).Input.ShouldBe("max duration");
        }
    }
}
