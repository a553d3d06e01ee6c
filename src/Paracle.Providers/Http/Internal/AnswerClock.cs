using Paracle.Providers.Internal;

namespace Paracle.Providers.Http.Internal;

/// <summary>
/// The limits of one call's answer. What the caller does between two reads counts towards the whole call, not towards the provider's silence.
/// Used by one reader at a time. The one timer is set early rather than anew for each piece, and looks when it fires whether it is time.
/// </summary>
internal sealed class AnswerClock : IDisposable
{
    private static readonly TimeSpan Never = TimeSpan.MaxValue;

    private readonly string _provider;
    private readonly ProviderHttpOptions _options;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private TimeSpan _deadline = Never; // of the wait under way; guarded by _gate, in time since _began, as is all below
    private TimeSpan _due = Never; // when the timer fires; guarded by _gate
    private TimeSpan _waitingSince;
    private TimeSpan _silence;
    private bool _hasToken;
    private bool _isWholeCall;

#pragma warning disable CA2213 // has neither timer nor handle, and the timer may cancel it when the call is over
    private readonly CancellationTokenSource _over = new();
#pragma warning restore CA2213

    public AnswerClock(string provider, ProviderHttpOptions options, TimeProvider time)
    {
        (_provider, _options, _time, _began) = (provider, options, time, time.GetTimestamp());
        _timer = time.CreateTimer(static clock => ((AnswerClock)clock!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when a limit is reached, and by the caller.</summary>
    public CancellationToken Token => _over.Token;

    public bool IsOver => _over.IsCancellationRequested;

    private TimeSpan Now => _time.GetElapsedTime(_began);

    /// <summary>Passes the caller's cancellation on, until the result is disposed.</summary>
    public CancellationTokenRegistration CancelWith(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static over => ((CancellationTokenSource)over!).Cancel(), _over);

    /// <summary>Bounds the wait for the whole of an answer that does not stream.</summary>
    public void WaitForAll()
    {
        _isWholeCall = true;
        WaitUntil(_options.CallTimeout, Now);
    }

    /// <summary>Bounds the wait for the next piece of a stream.</summary>
    public void WaitForNext()
    {
        _waitingSince = Now;
        var next = _waitingSince + (_hasToken ? _options.TokenTimeout : _options.FirstTokenTimeout) - _silence;
        _isWholeCall = _options.CallTimeout <= next;
        WaitUntil(_isWholeCall ? _options.CallTimeout : next, _waitingSince);
    }

    /// <summary>Something came: a token, or a sign of life that does not count as one.</summary>
    public void Came(bool isToken)
    {
        lock (_gate)
        {
            _deadline = Never;
        }

        _hasToken |= isToken;
        _silence = isToken ? TimeSpan.Zero : _silence + Now - _waitingSince;
    }

    /// <summary>The error of the limit that was reached.</summary>
    public ProviderException Error() => (_isWholeCall, _hasToken) switch
    {
        (true, _) => ProviderErrors.OutOfTime(_provider, "did not end its answer", "Http." + nameof(_options.CallTimeout), _options.CallTimeout, _hasToken),
        (_, true) => ProviderErrors.OutOfTime(_provider, "sent no further token", "Http." + nameof(_options.TokenTimeout), _options.TokenTimeout, _hasToken),
        _ => ProviderErrors.OutOfTime(_provider, "sent no first token", "Http." + nameof(_options.FirstTokenTimeout), _options.FirstTokenTimeout, _hasToken),
    };

    public void Dispose() => _timer.Dispose();

    private void WaitUntil(TimeSpan deadline, TimeSpan now)
    {
        lock (_gate)
        {
            _deadline = deadline;
            if (deadline < _due)
            {
                Set(deadline, now);
            }
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            _due = Never;
            if (_deadline == Never)
            {
                return;
            }

            var now = Now;
            if (now < _deadline)
            {
                Set(_deadline, now);
                return;
            }
        }

        _over.Cancel();
    }

    private void Set(TimeSpan due, TimeSpan now)
    {
        _due = due;
        _timer.Change(due > now ? due - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
