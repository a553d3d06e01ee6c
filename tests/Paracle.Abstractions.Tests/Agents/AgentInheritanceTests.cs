using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Agents;

public sealed class AgentInheritanceTests
{
    private static readonly AgentSpec Root = new()
    {
        Name = "root",
        Instructions = "root's",
        Provider = "openai",
        Model = "large",
        Temperature = 1,
        MaxOutputTokens = 100,
        Tools = ["read", "list"],
        Metadata = Specs.Facts(("owner", "root"), ("team", "core")),
    };

    [Fact]
    public void Resolve_NoParent_ItselfWithoutParent()
    {
        var resolved = AgentInheritance.Resolve([Root]);
        (resolved with { Tools = Root.Tools, Metadata = Root.Metadata }).ShouldBe(Root);
        resolved.Tools.ShouldBe(Root.Tools);
    }

    [Fact]
    public void Resolve_Child_ScalarsOverrideListsAndMapsMerge()
    {
        var child = new AgentSpec
        {
            Name = "child",
            Parent = "root",
            Model = "small",
            Temperature = 0,
            Tools = ["search", "read"],
            Metadata = Specs.Facts(("owner", "child"), ("Team", "other")),
        };
        var resolved = AgentInheritance.Resolve([child, Root]);
        (resolved.Name, resolved.Parent, resolved.Instructions, resolved.Provider).ShouldBe(("child", null, "root's", "openai"));
        (resolved.Model, resolved.Temperature, resolved.MaxOutputTokens).ShouldBe(("small", 0f, 100));
        resolved.Tools.ShouldBe(["read", "list", "search"]);
        resolved.Metadata.OrderBy(fact => fact.Key, StringComparer.Ordinal).Select(fact => $"{fact.Key}={fact.Value}").ShouldBe(["Team=other", "owner=child", "team=core"]);
    }

    [Fact]
    public void Resolve_Grandchild_TheNearestValueWins()
    {
        var child = new AgentSpec { Name = "child", Parent = "root", Instructions = "child's", Metadata = Specs.Facts(("owner", "child")) };
        var resolved = AgentInheritance.Resolve([new AgentSpec { Name = "grandchild", Parent = "child" }, child, Root]);
        (resolved.Instructions, resolved.Model, resolved.Metadata["owner"]).ShouldBe(("child's", "large", "child"));
    }

    [Fact]
    public void Resolve_Nobody_Throws() => Should.Throw<ArgumentOutOfRangeException>(() => AgentInheritance.Resolve([]));

    [Theory]
    [InlineData(0, 4, true)]
    [InlineData(4, 0, true)]
    [InlineData(2, 2, true)]
    [InlineData(5, 0, false)]
    [InlineData(1, 4, false)]
    [InlineData(3, 2, false)]
    public void Validate_Depth_CountsAncestorsAndDescendants(int ancestors, int heightBelow, bool isAllowed)
    {
        var spec = new AgentSpec { Name = "agent", Parent = ancestors == 0 ? null : "a1" };
        var line = Enumerable.Range(1, ancestors).Select(i => new AgentSpec { Name = $"a{i}" }).ToList();
        if (isAllowed)
        {
            AgentInheritance.Validate(spec, line, heightBelow);
        }
        else
        {
            Should.Throw<InvalidInputException>(() => AgentInheritance.Validate(spec, line, heightBelow)).Input.ShouldBe("parent");
        }
    }

    [Fact]
    public void Validate_MissingParentOrCycle_SaysWhich()
    {
        var spec = new AgentSpec { Name = "agent", Parent = "other" };
        Should.Throw<InvalidInputException>(() => AgentInheritance.Validate(spec, [], 0)).Message.ShouldContain("'other', which does not exist");
        Should.Throw<InvalidInputException>(() => AgentInheritance.Validate(spec, [new AgentSpec { Name = "other" }, new AgentSpec { Name = "agent" }], 0))
            .Message.ShouldContain("inherit from itself");
    }
}
