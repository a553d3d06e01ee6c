using CsCheck;
using Paracle.Testing;

namespace Paracle.Abstractions.Tests.Workflows;

public sealed class WorkflowSpecRulesTests
{
    [Fact]
    public void Validate_BrokenRules_Refused()
    {
        foreach (var (what, spec) in Specs.InvalidWorkflows)
        {
            Should.Throw<InvalidInputException>(() => WorkflowSpecRules.Validate(spec), what);
        }
    }

    [Fact]
    public void Validate_CycleAmongSoundSteps_NamesItsSteps()
    {
        var spec = new WorkflowSpec
        {
            Name = "loop",
            Steps = [Specs.Step("sound", ("task", Specs.Text("x"))), Specs.Step("b", ("task", Specs.From("c"))), Specs.Step("c", ("task", Specs.From("b")))],
        };
        var message = Should.Throw<InvalidInputException>(() => WorkflowSpecRules.Validate(spec)).Message;
        message.ShouldContain("b, c");
        message.ShouldNotContain("sound");
    }

    [Fact]
    public void Validate_AnyGraph_AcceptedOnlyWithoutCycle() => Gen.Select(Gen.Int[1, 8], Gen.Int[0, 7].Array[0, 16]).Sample((count, edges) =>
    {
        // Edges come in pairs: the first step takes input from the second.
        var sources = edges.Chunk(2).Where(pair => pair.Length == 2).Select(pair => (To: pair[0] % count, From: pair[1] % count)).ToLookup(edge => edge.To, edge => edge.From);
        var spec = new WorkflowSpec
        {
            Name = "any",
            Steps = Enumerable.Range(0, count).Select(step => Specs.Step(
                $"s{step}", [("task", Specs.Text("x")), .. sources[step].Distinct().Select(from => ($"from{from}", Specs.From($"s{from}")))])).ToList(),
        };
        var hasCycle = Enumerable.Range(0, count).Any(step => Reaches(step, step, []));
        if (hasCycle)
        {
            Should.Throw<InvalidInputException>(() => WorkflowSpecRules.Validate(spec));
        }
        else
        {
            WorkflowSpecRules.Validate(spec);
        }

        bool Reaches(int from, int to, HashSet<int> seen) => sources[from].Any(next => next == to || (seen.Add(next) && Reaches(next, to, seen)));
    });

    [Fact]
    public void Validate_LargestChain_Accepted() => WorkflowSpecRules.Validate(new WorkflowSpec
    {
        Name = "chain",
        Steps = Enumerable.Range(0, 256).Select(i => Specs.Step($"s{i}", ("task", i == 255 ? Specs.Text("x") : Specs.From($"s{i + 1}")))).ToList(),
    });
}
