namespace Paracle;

/// <summary>The workflows of each tenant. Saving checks the graph, see <see cref="WorkflowSpecRules"/>.</summary>
public interface IWorkflowStore : ISpecStore<WorkflowSpec>;
