namespace Paracle.Providers.Tokens.Internal;

/// <summary>The caller left before anything was sent: nothing can be billed.</summary>
internal sealed class UnsentException(OperationCanceledException cause) : OperationCanceledException(cause.Message, cause, cause.CancellationToken);
