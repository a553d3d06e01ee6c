using Paracle.Providers.Internal;

namespace Paracle.Providers.Http.Internal;

/// <summary>
/// The limits of one call's answer, on one timer. What the caller does between two reads counts towards the whole call, not
/// towards the provider's silence. Used by one reader at a time.
/// </summary>
internal sealed class AnswerClock(string provider, ProviderHttpOptions options, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _over = new(Timeout.InfiniteTimeSpan, time);
    private readonly long _began = time.GetTimestamp();
    private long _waitingSince;
    private TimeSpan _silence;
    private bool _hasToken;
    private bool _isWholeCall;

    /// <summary>Cancelled when a limit is reached, and by the caller.</summary>
    public CancellationToken Token => _over.Token;

    public bool IsOver => _over.IsCancellationRequested;

    /// <summary>Passes the caller's cancellation on, until the result is disposed.</summary>
    public CancellationTokenRegistration CancelWith(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static over => ((CancellationTokenSource)over!).Cancel(), _over);

    /// <summary>Bounds the wait for the whole of an answer that does not stream.</summary>
    public void WaitForAll()
    {
        _isWholeCall = true;
        _over.CancelAfter(options.CallTimeout);
    }

    /// <summary>Bounds the wait for the next piece of a stream.</summary>
    public void WaitForNext()
    {
        _waitingSince = time.GetTimestamp();
        var rest = Max(options.CallTimeout - time.GetElapsedTime(_began, _waitingSince));
        var next = Max((_hasToken ? options.TokenTimeout : options.FirstTokenTimeout) - _silence);
        _isWholeCall = rest <= next;
        _over.CancelAfter(_isWholeCall ? rest : next);
    }

    /// <summary>Something came: a token, or a sign of life that does not count as one.</summary>
    public void Came(bool isToken)
    {
        _over.CancelAfter(Timeout.InfiniteTimeSpan);
        _hasToken |= isToken;
        _silence = isToken ? TimeSpan.Zero : _silence + time.GetElapsedTime(_waitingSince);
    }

    /// <summary>The error of the limit that was reached.</summary>
    public ProviderException Error() => (_isWholeCall, _hasToken) switch
    {
        (true, _) => ProviderErrors.OutOfTime(provider, "did not end its answer", "Http." + nameof(options.CallTimeout), options.CallTimeout, _hasToken),
        (_, true) => ProviderErrors.OutOfTime(provider, "sent no further token", "Http." + nameof(options.TokenTimeout), options.TokenTimeout, _hasToken),
        _ => ProviderErrors.OutOfTime(provider, "sent no first token", "Http." + nameof(options.FirstTokenTimeout), options.FirstTokenTimeout, _hasToken),
    };

    public void Dispose() => _over.Dispose();

    // A CancellationTokenSource takes no negative wait, and zero for at once.
    private static TimeSpan Max(TimeSpan rest) => rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
}
