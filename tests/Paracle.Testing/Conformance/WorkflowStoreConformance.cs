namespace Paracle.Testing.Conformance;

/// <summary>What <see cref="IWorkflowStore"/> promises.</summary>
public abstract class WorkflowStoreConformance : SpecStoreConformance<IWorkflowStore, WorkflowSpec>
{
    [Fact]
    public async Task Save_EveryMember_ComesBack()
    {
        var spec = new WorkflowSpec
        {
            Name = "review",
            Steps =
            [
                Specs.Step("draft", ("topic", Specs.Text(Texts.Awkward))),
                Specs.Step("critic", ("draft", Specs.From("draft")), ("tone", Specs.Text(new string('t', 262_144)))),
                Specs.Step("final", ("draft", Specs.From("draft")), ("critique", Specs.From("critic"))),
            ],
        };
        await Port.SaveAsync(Tenant, spec, null, Token);
        Flat((await Port.FindAsync(Tenant, "review", Token))!.Value).ShouldBe(Flat(spec));
        Flat((await Port.ListAsync(Tenant, PageRequest.First, Token)).Items.Single().Value).ShouldBe(Flat(spec));
    }

    [Fact]
    public async Task Save_BrokenGraph_RefusedAndNothingStored()
    {
        foreach (var (what, spec) in Specs.InvalidWorkflows)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await Port.SaveAsync(Tenant, spec, null, Token), what);
        }

        (await Port.ListAsync(Tenant, PageRequest.First, Token)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Save_ListsChangedAfterwards_StoredAsSaved()
    {
        var inputs = new Dictionary<string, WorkflowInput>(StringComparer.Ordinal) { ["task"] = Specs.Text("before") };
        var steps = new List<WorkflowStep> { new() { Id = "only", Agent = "writer", Inputs = inputs } };
        await Port.SaveAsync(Tenant, new WorkflowSpec { Name = "one", Steps = steps }, null, Token);
        inputs["task"] = Specs.Text("after");
        steps.Clear();
        await ShouldBeAsync("one", 1, "before");
    }

    /// <inheritdoc/>
    protected override WorkflowSpec NewSpec(string name, string mark = "mark") => new() { Name = name, Steps = [Specs.Step("only", ("task", Specs.Text(mark)))] };

    /// <inheritdoc/>
    protected override string MarkOf(WorkflowSpec spec) => spec.Steps[0].Inputs["task"].Text!;

    /// <inheritdoc/>
    protected override string NameOf(WorkflowSpec spec) => spec.Name;

    private static IEnumerable<string> Flat(WorkflowSpec spec) => spec.Steps.SelectMany(step =>
        step.Inputs.OrderBy(input => input.Key, StringComparer.Ordinal).Select(input => $"{step.Id}/{step.Agent}/{input.Key}={input.Value.Text}<{input.Value.FromStep}"));
}
