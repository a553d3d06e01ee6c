namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="IAgentStore"/> promises about inheritance.</summary>
public abstract class AgentInheritanceConformance : PortConformance<IAgentStore>
{
    [Fact]
    public async Task GetLineage_UnknownAgent_Empty() => (await Port.GetLineageAsync(Tenant, "nobody", Token)).ShouldBeEmpty();

    [Fact]
    public async Task GetLineage_Child_ItselfFirstThenItsAncestors()
    {
        await SaveLineAsync("a", "b", "c");
        (await LineageAsync("c")).ShouldBe(["c", "b", "a"]);
        (await LineageAsync("a")).ShouldBe(["a"]);
        (await Port.GetLineageAsync(OtherTenant, "c", Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task GetLineage_ParentSavedAgain_ShowsTheNewParent()
    {
        await SaveLineAsync("a", "b");
        await Port.SaveAsync(Tenant, new AgentSpec { Name = "a", Instructions = "new" }, null, Token);
        (await Port.GetLineageAsync(Tenant, "b", Token))[1].ShouldSatisfyAllConditions(
            parent => parent.Value.Instructions.ShouldBe("new"), parent => parent.Version.ShouldBe(2));
    }

    [Fact]
    public async Task GetLineage_BadInput_Refused()
    {
        await Should.ThrowAsync<InvalidInputException>(async () => await Port.GetLineageAsync(default, "a", Token));
        foreach (var name in Texts.BadNames)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.GetLineageAsync(Tenant, name!, Token), Texts.Show(name));
        }
    }

    [Fact]
    public async Task Save_MissingParent_Refused()
    {
        await ShouldBeRefusedAsync("child", "nobody");
        await SaveAsync("Parent");
        await ShouldBeRefusedAsync("child", "parent");
        (await Port.FindAsync(Tenant, "child", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Save_ParentOfAnotherTenant_Refused()
    {
        await Port.SaveAsync(OtherTenant, new AgentSpec { Name = "parent" }, null, Token);
        await ShouldBeRefusedAsync("child", "parent");
    }

    [Fact]
    public async Task Save_WouldCloseACycle_RefusedAndLeftAsItWas()
    {
        await SaveLineAsync("a", "b", "c");
        await ShouldBeRefusedAsync("a", "b");
        await ShouldBeRefusedAsync("a", "c");
        await ShouldBeRefusedAsync("b", "c");
        (await LineageAsync("c")).ShouldBe(["c", "b", "a"]);
    }

    [Fact]
    public async Task Save_FiveDeep_AcceptedAndSixRefused()
    {
        await SaveLineAsync("a", "b", "c", "d", "e");
        (await LineageAsync("e")).Count.ShouldBe(5);
        await ShouldBeRefusedAsync("f", "e");
        await SaveAsync("f", "d");
    }

    [Fact]
    public async Task Save_WouldMakeDescendantsTooDeep_Refused()
    {
        await SaveLineAsync("a", "b", "c");
        await SaveLineAsync("x", "y", "z");
        await SaveAsync("z2", "y");
        await ShouldBeRefusedAsync("x", "c");
        await SaveAsync("x", "b");
        (await LineageAsync("z")).ShouldBe(["z", "y", "x", "b", "a"]);
        await ShouldBeRefusedAsync("a", "z");
    }

    [Fact]
    public async Task Save_RootOfAFullLineAgain_Accepted()
    {
        await SaveLineAsync("a", "b", "c", "d", "e");
        await SaveAsync("a");
        await SaveAsync("c", "b");
        (await LineageAsync("e")).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Save_TwoAtOnceThatWouldFormACycle_AtMostOneSucceeds()
    {
        for (var round = 0; round < 20; round++)
        {
            string[] names = [$"left-{round}", $"right-{round}"];
            await SaveAsync(names[0]);
            await SaveAsync(names[1]);
            var saved = await Race.RunAsync(2, racer =>
                Race.SucceedsAsync<InvalidInputException>(async () => await SaveAsync(names[racer], names[1 - racer])));
            saved.Count(isSaved => isSaved).ShouldBe(1);
            (await LineageAsync(names[0])).Count.ShouldBeLessThanOrEqualTo(2);
        }
    }

    [Fact]
    public async Task Save_ManyAtOnceInARing_NeverACycleNorTooDeep()
    {
        const int Ring = 8;
        for (var i = 0; i < Ring; i++)
        {
            await SaveAsync($"r{i}");
        }

        await Race.RunAsync(64, racer => Race.SucceedsAsync<InvalidInputException>(
            async () => await SaveAsync($"r{racer % Ring}", $"r{(racer + 1 + (racer / Ring % 2)) % Ring}")));
        for (var i = 0; i < Ring; i++)
        {
            var lineage = await LineageAsync($"r{i}");
            lineage.ShouldBeUnique(StringComparer.Ordinal);
            lineage.Count.ShouldBeInRange(1, AgentInheritance.MaxDepth);
        }
    }

    [Fact]
    public async Task Delete_ParentOfAnother_ConflictsUntilTheChildIsGone()
    {
        await SaveLineAsync("a", "b");
        await Should.ThrowAsync<ConflictException>(async () => await Port.DeleteAsync(Tenant, "a", null, Token));
        (await LineageAsync("b")).ShouldBe(["b", "a"]);
        await SaveAsync("b");
        (await Port.DeleteAsync(Tenant, "a", null, Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task Delete_WhileAChildIsSaved_NeverLeavesAChildWithoutItsParent()
    {
        for (var round = 0; round < 20; round++)
        {
            var (parent, child) = ($"parent-{round}", $"child-{round}");
            await SaveAsync(parent);
            var done = await Race.RunAsync(2, racer => racer == 0
                ? Race.SucceedsAsync<ConflictException>(async () => await Port.DeleteAsync(Tenant, parent, null, Token))
                : Race.SucceedsAsync<InvalidInputException>(async () => await SaveAsync(child, parent)));
            done.Count(isDone => isDone).ShouldBe(1);
            (await LineageAsync(child)).Count.ShouldBe(done[1] ? 2 : 0);
        }
    }

    private async ValueTask SaveAsync(string name, string? parent = null) =>
        await Port.SaveAsync(Tenant, new AgentSpec { Name = name, Parent = parent }, null, Token);

    private async Task SaveLineAsync(params string[] names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            await SaveAsync(names[i], i == 0 ? null : names[i - 1]);
        }
    }

    private async Task ShouldBeRefusedAsync(string name, string parent) =>
        await Should.ThrowAsync<InvalidInputException>(async () => await SaveAsync(name, parent), $"'{name}' under '{parent}'");

    private async Task<List<string>> LineageAsync(string name) =>
        (await Port.GetLineageAsync(Tenant, name, Token)).Select(agent => agent.Value.Name).ToList();
}
