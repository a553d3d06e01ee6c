namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="IAgentStore"/> promises, inheritance aside.</summary>
public abstract class AgentStoreConformance : SpecStoreConformance<IAgentStore, AgentSpec>
{
    [Fact]
    public async Task Save_EveryMember_ComesBack()
    {
        await Port.SaveAsync(Tenant, NewSpec("base"), null, Token);
        var spec = new AgentSpec
        {
            Name = "writer",
            Parent = "base",
            Instructions = Texts.Awkward,
            Provider = "openai",
            Model = "vendor/model-1:free é",
            Temperature = 0.1f,
            MaxOutputTokens = int.MaxValue,
            Tools = ["read", "search", "list"],
            Metadata = Specs.Facts(("owner", Texts.Awkward), ("empty", ""), ("Owner", "x")),
        };
        await Port.SaveAsync(Tenant, spec, null, Token);
        ShouldBeSame((await Port.FindAsync(Tenant, "writer", Token))!.Value, spec);
        ShouldBeSame((await Port.ListAsync(Tenant, PageRequest.First, Token)).Items[1].Value, spec);
        ShouldBeSame((await Port.GetLineageAsync(Tenant, "writer", Token))[0].Value, spec);
    }

    [Fact]
    public async Task Save_NothingButAName_NullsComeBackAsNulls()
    {
        var spec = new AgentSpec { Name = "bare" };
        await Port.SaveAsync(Tenant, spec, null, Token);
        ShouldBeSame((await Port.FindAsync(Tenant, "bare", Token))!.Value, spec);
    }

    [Fact]
    public async Task Save_AtTheBounds_Accepted()
    {
        var spec = new AgentSpec
        {
            Name = new string('n', 128),
            Instructions = new string('\u4E16', 262_144),
            Model = new string('m', 1024),
            Temperature = 2,
            MaxOutputTokens = 1,
            Tools = Enumerable.Range(0, 128).Select(i => $"t{i}").ToList(),
            Metadata = Specs.Facts(Enumerable.Range(0, 64).Select(i => ($"k{i}", new string('v', 4096))).ToArray()),
        };
        await Port.SaveAsync(Tenant, spec, null, Token);
        ShouldBeSame((await Port.FindAsync(Tenant, spec.Name, Token))!.Value, spec);
    }

    [Fact]
    public async Task Save_ListsChangedAfterwards_StoredAsSaved()
    {
        var tools = new List<string> { "read" };
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["owner"] = "before" };
        await Port.SaveAsync(Tenant, new AgentSpec { Name = "writer", Tools = tools, Metadata = metadata }, null, Token);
        tools.Add("delete");
        metadata["owner"] = "after";
        var stored = (await Port.FindAsync(Tenant, "writer", Token))!.Value;
        stored.Tools.ShouldBe(["read"]);
        stored.Metadata["owner"].ShouldBe("before");
    }

    [Fact]
    public async Task Save_BrokenRule_RefusedAndNothingStored()
    {
        foreach (var (what, spec) in Specs.InvalidAgents)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.SaveAsync(Tenant, spec, null, Token), what);
        }

        (await Port.ListAsync(Tenant, PageRequest.First, Token)).Items.ShouldBeEmpty();
    }

    /// <inheritdoc/>
    protected override AgentSpec NewSpec(string name, string mark = "mark") => new() { Name = name, Instructions = mark };

    /// <inheritdoc/>
    protected override string MarkOf(AgentSpec spec) => spec.Instructions!;

    /// <inheritdoc/>
    protected override string NameOf(AgentSpec spec) => spec.Name;

    private static void ShouldBeSame(AgentSpec actual, AgentSpec expected)
    {
        actual.Tools.ShouldBe(expected.Tools);
        actual.Metadata.OrderBy(fact => fact.Key, StringComparer.Ordinal).ShouldBe(expected.Metadata.OrderBy(fact => fact.Key, StringComparer.Ordinal));
        (actual with { Tools = expected.Tools, Metadata = expected.Metadata }).ShouldBe(expected);
    }
}
