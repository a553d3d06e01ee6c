namespace Paracle.Providers.PromptBatching.Internal.Lanes;

/// <summary>A token for work done for several callers: cancelled when the last of them has left, or when it is aborted.</summary>
internal sealed class LastCaller : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration[] _registrations;
    private int _left;

    public LastCaller(IReadOnlyList<CancellationToken> callers, CancellationToken aborted)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        _left = callers.Count;
        _registrations = new CancellationTokenRegistration[callers.Count];
        for (var i = 0; i < callers.Count; i++)
        {
            _registrations[i] = callers[i].UnsafeRegister(static state => ((LastCaller)state!).Leave(), this);
        }
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _ = _source.CancelAsync();
        }
    }
}
