using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Grants;

public sealed class GrantResourceTests
{
    [Fact]
    public void Covers_KindAndName_BothMustAgree()
    {
        GrantResource.Agent("writer").Covers(GrantResource.Agent("writer")).ShouldBeTrue();
        GrantResource.Agent("writer").Covers(GrantResource.Agent("Writer")).ShouldBeFalse();
        GrantResource.Agent("writer").Covers(GrantResource.Tool("writer")).ShouldBeFalse();
        GrantResource.Agent(GrantResource.Any).Covers(GrantResource.Agent("writer")).ShouldBeTrue();
        GrantResource.Agent(GrantResource.Any).Covers(GrantResource.Tool("writer")).ShouldBeFalse();
        GrantResource.Agent("writer").Covers(GrantResource.Agent(GrantResource.Any)).ShouldBeFalse();
    }

    [Fact]
    public void Of_BadKindOrName_Refused()
    {
        Should.Throw<InvalidInputException>(() => GrantResource.Of((GrantResourceKind)2, "writer"));
        foreach (var name in Texts.BadNames.Where(name => name is not GrantResource.Any))
        {
            Should.Throw<InvalidInputException>(() => GrantResource.Tool(name!), Texts.Show(name));
        }

        Should.Throw<InvalidInputException>(() => GrantResource.Agent("**"));
        Should.Throw<InvalidInputException>(() => GrantResource.Agent("write*"));
    }

    [Fact]
    public void Numbers_AsStored_NeverChange()
    {
        Enum.GetValues<GrantAction>().Select(action => $"{action}={(int)action}").ShouldBe(["Run=0", "Call=1", "Read=2", "Manage=3"]);
        Enum.GetValues<GrantResourceKind>().Select(kind => $"{kind}={(int)kind}").ShouldBe(["Agent=0", "Tool=1"]);
        Enum.GetValues<ExecutionKind>().Select(kind => $"{kind}={(int)kind}").ShouldBe(["Agent=0", "Workflow=1"]);
    }
}
