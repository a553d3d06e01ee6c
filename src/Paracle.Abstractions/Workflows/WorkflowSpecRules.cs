namespace Paracle;

/// <summary>The rules of a <see cref="WorkflowSpec"/>: unique step ids, known sources, no cycle.</summary>
public static class WorkflowSpecRules
{
    private const int MaxSteps = 256;
    private const int MaxInputs = 64;
    private const int MaxText = 262_144;

    /// <summary>Checks a workflow; every store calls it before any I/O.</summary>
    /// <param name="spec">The workflow.</param>
    /// <exception cref="InvalidInputException">A rule is broken; the message names the step.</exception>
    public static void Validate(WorkflowSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        InputRules.RequireName(spec.Name, "workflow name");
        InputRules.RequireRange(spec.Steps?.Count ?? 0, 1, MaxSteps, "number of steps");

        var steps = new Dictionary<string, WorkflowStep>(StringComparer.Ordinal);
        foreach (var step in spec.Steps!)
        {
            InputRules.RequireName(step?.Id, "step id");
            InputRules.RequireName(step!.Agent, "agent of a step");
            if (!steps.TryAdd(step.Id, step))
            {
                throw new InvalidInputException("steps", $"Workflow '{spec.Name}' has two steps with the id '{step.Id}'. Rename one.");
            }
        }

        foreach (var step in spec.Steps)
        {
            ValidateInputs(step, steps);
        }

        RejectCycle(spec.Name, steps);
    }

    private static void ValidateInputs(WorkflowStep step, Dictionary<string, WorkflowStep> steps)
    {
        InputRules.RequireRange(step.Inputs?.Count ?? 0, 1, MaxInputs, $"number of inputs of step '{step.Id}'");
        foreach (var (name, input) in step.Inputs!)
        {
            InputRules.RequireName(name, "input name");
            if (input is null || (input.Text is null) == (input.FromStep is null))
            {
                throw new InvalidInputException("inputs", $"Input '{name}' of step '{step.Id}' needs exactly one of a text and a source step.");
            }

            if (input.Text is not null)
            {
                InputRules.RequireText(input.Text, $"input '{name}' of step '{step.Id}'", MaxText);
            }
            else if (!steps.ContainsKey(input.FromStep!))
            {
                throw new InvalidInputException("inputs", $"Input '{name}' of step '{step.Id}' comes from a step that the workflow does not have. Add it or name another.");
            }
        }
    }

    // Kahn's algorithm: what cannot be ordered lies on a cycle or behind one.
    private static void RejectCycle(string workflow, Dictionary<string, WorkflowStep> steps)
    {
        var waitingFor = steps.Values.ToDictionary(step => step.Id, step => Sources(step).Count(), StringComparer.Ordinal);
        var followers = steps.Values.SelectMany(step => Sources(step).Select(source => (source, step.Id))).ToLookup(edge => edge.source, edge => edge.Id, StringComparer.Ordinal);
        var free = new Queue<string>(waitingFor.Where(entry => entry.Value == 0).Select(entry => entry.Key));
        while (free.TryDequeue(out var done))
        {
            waitingFor.Remove(done);
            foreach (var follower in followers[done])
            {
                if (--waitingFor[follower] == 0)
                {
                    free.Enqueue(follower);
                }
            }
        }

        if (waitingFor.Count > 0)
        {
            throw new InvalidInputException(
                "steps", $"Workflow '{workflow}' has a cycle through or before the steps {string.Join(", ", waitingFor.Keys.Take(8))}. Remove one of their inputs.");
        }
    }

    private static IEnumerable<string> Sources(WorkflowStep step) =>
        step.Inputs.Values.Select(input => input.FromStep).OfType<string>().Distinct(StringComparer.Ordinal);
}
