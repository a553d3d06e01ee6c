using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Runtime.Internal.Runs;

/// <summary>The runs at work on this host, bounded in number; the host stops through it.</summary>
internal sealed class RunRegistry(IOptions<RuntimeOptions> options, TimeProvider timeProvider, RuntimeTelemetry telemetry, ILogger<RunRegistry> logger)
    : IParacleService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ExecutionId, ActiveRun> _runs = [];
    private bool _isStopping;

    public int Order => 100;

    public ActiveRun Admit(AgentRunRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var run = new ActiveRun(
            ExecutionId.New(timeProvider), request, RunBounds.Of(options.Value, request.Limits), timeProvider.GetUtcNow(), cancellationToken);
        lock (_gate)
        {
            if (_isStopping)
            {
                throw new UnavailableException($"Agent '{request.Agent}' was not run: the host is stopping. Send the request to another host.");
            }

            if (_runs.Count >= options.Value.MaxConcurrentRuns)
            {
                throw new LimitExceededException(
                    ErrorCodes.QueueFull,
                    $"Agent '{request.Agent}' was not run: {_runs.Count} runs are at work, the most of RuntimeOptions.MaxConcurrentRuns. Try again later or raise it.");
            }

            _runs.Add(run.Id, run);
        }

        telemetry.RunAdmitted();
        run.Watch(timeProvider);
        return run;
    }

    public void Leave(ActiveRun run)
    {
        lock (_gate)
        {
            _runs.Remove(run.Id);
        }

        telemetry.RunLeft();
        run.End();
    }

    public ActiveRun? Find(ExecutionId id)
    {
        lock (_gate)
        {
            return _runs.GetValueOrDefault(id);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        ActiveRun[] runs;
        lock (_gate)
        {
            _isStopping = true;
            runs = [.. _runs.Values];
        }

        var ended = Task.WhenAll(runs.Select(run => run.Ended));
        await ended.WaitAsync(options.Value.DrainTimeout, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ended.IsCompleted)
        {
            return;
        }

        Log.RunsCancelledAtStop(logger, runs.Count(run => !run.Ended.IsCompleted), options.Value.DrainTimeout);
        foreach (var run in runs)
        {
            run.Stop(RunStop.HostStopping);
        }

        // A stopped run waits for nothing but its end write, and that has its own limit. Only a model client that blocks its thread
        // is still there after that; it must not keep the host.
        await ended.WaitAsync(options.Value.EndWriteTimeout + options.Value.EndWriteTimeout, timeProvider, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
