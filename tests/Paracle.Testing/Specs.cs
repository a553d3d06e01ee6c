namespace Paracle.Testing;

/// <summary>Specs, sound and broken.</summary>
public static class Specs
{
    /// <summary>Workflows that break a rule, with the rule.</summary>
    public static IReadOnlyList<(string What, WorkflowSpec Spec)> InvalidWorkflows { get; } =
    [
        ("no steps", Workflow()),
        ("null steps", Workflow() with { Steps = null! }),
        ("a null step", Workflow([null!])),
        ("too many steps", Workflow(Enumerable.Range(0, 257).Select(i => Step($"s{i}", ("task", Text("x")))).ToArray())),
        ("two steps of one id", Workflow(Step("a", ("task", Text("x"))), Step("a", ("task", Text("y"))))),
        ("a bad step id", Workflow(Step("a b", ("task", Text("x"))))),
        ("a bad agent", Workflow(Step("a", ("task", Text("x"))) with { Agent = " " })),
        ("no inputs", Workflow(Step("a"))),
        ("null inputs", Workflow(Step("a") with { Inputs = null! })),
        ("a null input", Workflow(Step("a", ("task", null!)))),
        ("a bad input name", Workflow(Step("a", ("the task", Text("x"))))),
        ("an input of nothing", Workflow(Step("a", ("task", new WorkflowInput())))),
        ("an input of two things", Workflow(Step("b", ("task", Text("x"))), Step("a", ("task", new WorkflowInput { Text = "x", FromStep = "b" })))),
        ("an empty text", Workflow(Step("a", ("task", Text(" "))))),
        ("an over-long text", Workflow(Step("a", ("task", Text(new string('x', 262_145)))))),
        ("a text with NUL", Workflow(Step("a", ("task", Text("a\0b"))))),
        ("a text with a lone surrogate", Workflow(Step("a", ("task", Text("a\uD800b"))))),
        ("an unknown source", Workflow(Step("a", ("task", From("nobody"))))),
        ("a source of another case", Workflow(Step("b", ("task", Text("x"))), Step("a", ("task", From("B"))))),
        ("a step that waits for itself", Workflow(Step("a", ("task", From("a"))))),
        ("a cycle of two", Workflow(Step("a", ("task", From("b"))), Step("b", ("task", From("a"))))),
        ("a cycle behind a sound step", Workflow(
            Step("a", ("task", Text("x"))), Step("b", ("one", From("a")), ("two", From("d"))), Step("c", ("task", From("b"))), Step("d", ("task", From("c"))))),
    ];

    /// <summary>Agents that break a rule that needs no store, with the rule.</summary>
    public static IReadOnlyList<(string What, AgentSpec Spec)> InvalidAgents { get; } =
    [
        ("a temperature below 0", Agent() with { Temperature = -0.01f }),
        ("a temperature over 2", Agent() with { Temperature = 2.01f }),
        ("a temperature that is no number", Agent() with { Temperature = float.NaN }),
        ("an infinite temperature", Agent() with { Temperature = float.PositiveInfinity }),
        ("no output tokens", Agent() with { MaxOutputTokens = 0 }),
        ("negative output tokens", Agent() with { MaxOutputTokens = -1 }),
        ("empty instructions", Agent() with { Instructions = "" }),
        ("over-long instructions", Agent() with { Instructions = new string('i', 262_145) }),
        ("instructions with NUL", Agent() with { Instructions = "a\0b" }),
        ("instructions with a lone surrogate", Agent() with { Instructions = "a\uDC00" }),
        ("a bad parent", Agent() with { Parent = "" }),
        ("itself as parent", Agent() with { Parent = "broken" }),
        ("a bad provider", Agent() with { Provider = "open ai" }),
        ("a bad model", Agent() with { Model = "a\nb" }),
        ("an over-long model", Agent() with { Model = new string('m', 1025) }),
        ("null tools", Agent() with { Tools = null! }),
        ("a null tool", Agent() with { Tools = [null!] }),
        ("a bad tool", Agent() with { Tools = ["read file"] }),
        ("too many tools", Agent() with { Tools = Enumerable.Range(0, 129).Select(i => $"t{i}").ToList() }),
        ("null metadata", Agent() with { Metadata = null! }),
        ("a bad metadata key", Agent() with { Metadata = Facts(("a b", "x")) }),
        ("a null metadata value", Agent() with { Metadata = Facts(("a", null!)) }),
        ("an over-long metadata value", Agent() with { Metadata = Facts(("a", new string('v', 4097))) }),
        ("a metadata value with NUL", Agent() with { Metadata = Facts(("a", "\0")) }),
        ("too much metadata", Agent() with { Metadata = Facts(Enumerable.Range(0, 65).Select(i => ($"k{i}", "v")).ToArray()) }),
    ];

    /// <summary>A step of the agent <c>writer</c>.</summary>
    public static WorkflowStep Step(string id, params (string Name, WorkflowInput Input)[] inputs) =>
        new() { Id = id, Agent = "writer", Inputs = inputs.ToDictionary(input => input.Name, input => input.Input, StringComparer.Ordinal) };

    /// <summary>A fixed input.</summary>
    public static WorkflowInput Text(string text) => new() { Text = text };

    /// <summary>An input from a step.</summary>
    public static WorkflowInput From(string step) => new() { FromStep = step };

    /// <summary>A map of facts.</summary>
    public static IReadOnlyDictionary<string, string> Facts(params (string Key, string Value)[] facts) =>
        facts.ToDictionary(fact => fact.Key, fact => fact.Value, StringComparer.Ordinal);

    private static WorkflowSpec Workflow(params WorkflowStep[] steps) => new() { Name = "broken", Steps = steps };

    private static AgentSpec Agent() => new() { Name = "broken" };
}
