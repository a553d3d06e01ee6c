namespace Paracle.Providers.Tokens.Internal;

/// <summary>The caller left before anything was sent: nothing can be billed.</summary>
internal sealed class UnsentException(OperationCanceledException cause) : OperationCanceledException(cause.Message, cause, cause.CancellationToken)
{
    /// <summary>The cancellation as it is where something else of the call was sent before.</summary>
    public OperationCanceledException AsSent() => new(Message, this, CancellationToken);
}
