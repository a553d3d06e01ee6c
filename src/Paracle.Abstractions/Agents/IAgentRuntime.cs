namespace Paracle;

/// <summary>Runs agents. Every run leaves an execution that reaches a terminal state, whatever fails.</summary>
public interface IAgentRuntime
{
    /// <summary>Runs an agent to its end.</summary>
    /// <param name="request">Who asks, which agent, and the task.</param>
    /// <param name="cancellationToken">Cancels the run: the execution ends Cancelled.</param>
    /// <returns>The answer and what it took.</returns>
    /// <exception cref="InvalidInputException">The request is malformed; no execution was begun.</exception>
    /// <exception cref="NotFoundException">There is no such agent; no execution was begun.</exception>
    /// <exception cref="AccessDeniedException">The caller may not run the agent; no execution was begun and nothing was spent.</exception>
    /// <exception cref="LimitExceededException">The run reached a bound; the execution is Failed, or TimedOut for the bound of time.</exception>
    /// <exception cref="ProviderException">The model call failed; the execution is Failed.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, by the token or by <see cref="CancelAsync"/> on any host.</exception>
    /// <exception cref="UnavailableException">A store does not answer, or the host is stopping.</exception>
    /// <remarks>An error raised after the run began carries its <see cref="ParacleException.ExecutionId"/>.</remarks>
    Task<AgentRunResult> RunAsync(AgentRunRequest request, CancellationToken cancellationToken);

    /// <summary>Runs an agent and tells what happens as it happens: started, then text, tool calls, tool results and usage, then completed or failed.</summary>
    /// <param name="request">Who asks, which agent, and the task.</param>
    /// <param name="cancellationToken">Cancels the run, as leaving the loop early does: the execution ends Cancelled.</param>
    /// <returns>The events. Errors before the start are raised as by <see cref="RunAsync"/>; later ones are the last event.</returns>
    IAsyncEnumerable<AgentEvent> StreamAsync(AgentRunRequest request, CancellationToken cancellationToken);

    /// <summary>Cancels a run, on whichever host it runs: here it stops at once, elsewhere its result is discarded.</summary>
    /// <param name="caller">Who asks; needs the grant to run the agent.</param>
    /// <param name="id">The execution.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The execution as stored afterwards; it may have ended otherwise just before.</returns>
    /// <exception cref="NotFoundException">The caller's tenant has no such execution.</exception>
    Task<Execution> CancelAsync(Caller caller, ExecutionId id, CancellationToken cancellationToken);
}
