using Microsoft.Extensions.AI;

namespace Paracle.Providers.Fallback.Internal;

/// <summary>One call on its way through a route's providers. Used by one caller at a time.</summary>
internal sealed class FallbackCall(string route, IReadOnlyList<RouteTarget> targets, ChatOptions? options, bool movesOnWithoutStatus, FallbackTelemetry telemetry, TimeProvider time)
{
    private readonly DateTimeOffset? _deadline = options.FindParacle()?.Deadline;
    private int _asked;
    private long _began = time.GetTimestamp();

    public RouteTarget Target => targets[_asked];

    /// <summary>Whether a provider that was asked before may bill the call, though it gave no status.</summary>
    public bool MayBeBilled { get; private set; }

    public ChatOptions? Options => Target.OptionsFor(options);

    /// <summary>Whether the error is no more than a reason to ask the next provider.</summary>
    public bool MayMoveOn(Exception exception, CancellationToken cancellationToken)
    {
        if (FallbackReason.Of(exception, movesOnWithoutStatus) is null || cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        if (_asked + 1 == targets.Count || time.GetUtcNow() >= _deadline)
        {
            telemetry.Exhausted();
            return false;
        }

        return true;
    }

    public void MoveOn(Exception exception)
    {
        var (failed, reason) = (Target, FallbackReason.Of(exception, movesOnWithoutStatus)!);
        failed.Latency.Failed();
        _asked++;
        _began = time.GetTimestamp();
        MayBeBilled |= string.Equals(reason, FallbackReason.NoStatus, StringComparison.Ordinal);
        telemetry.MovedOn(route, failed, Target, reason);
    }

    /// <summary>The answer began.</summary>
    public void Began() => Target.Latency.Answered(time.GetElapsedTime(_began));

    public LlmAnswerContext Tell(LlmAnswerContext? context) => (context ?? new LlmAnswerContext()) with
    {
        Provider = Target.Target.Provider,
        Model = Target.Target.ModelOf(options),
        IsFallback = _asked > 0,
    };
}
