using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Agents;

public sealed class AgentSpecRulesTests
{
    [Fact]
    public void Validate_BrokenRules_Refused()
    {
        foreach (var (what, spec) in Specs.InvalidAgents)
        {
            Should.Throw<InvalidInputException>(() => AgentSpecRules.Validate(spec), what);
        }
    }

    [Fact]
    public void Validate_BadNames_Refused()
    {
        foreach (var name in Texts.BadNames)
        {
            Should.Throw<InvalidInputException>(() => AgentSpecRules.Validate(new AgentSpec { Name = name! }), Texts.Show(name));
            if (name is not null)
            {
                Should.Throw<InvalidInputException>(() => AgentSpecRules.Validate(new AgentSpec { Name = "a", Parent = name }), Texts.Show(name));
            }
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(2f)]
    public void Validate_TemperatureAtTheBounds_Accepted(float temperature) =>
        AgentSpecRules.Validate(new AgentSpec { Name = "a", Temperature = temperature });

    [Fact]
    public void Validate_Message_NamesTheMemberAndItsValue()
    {
        var error = Should.Throw<InvalidInputException>(() => AgentSpecRules.Validate(new AgentSpec { Name = "a", Temperature = 2.5f }));
        (error.Input, error.Message).ShouldBe(("temperature", "'temperature' is 2.5; it must lie in 0 to 2."));
    }
}
