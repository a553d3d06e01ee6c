using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Paracle.Providers.Answers.Internal;
using Paracle.Providers.Identity.Internal;

namespace Paracle.Providers.Coalescing.Internal;

/// <summary>An answer on its way to all who asked for it: a log of its updates that everyone reads from the start. Nobody's pace holds up another's. The caller whose
/// call it is gets what came of the call itself, the others a copy each.</summary>
internal sealed class AnswerFlight(RequestIdentity identity, AnswerFlights flights)
{
    private readonly TaskCompletionSource<Answer> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<AnswerUpdate> _updates = []; // guarded by _gate
    private readonly List<ChatResponseUpdate?> _own = []; // guarded by _gate; the same as they came, until the leader has read them or left
    private bool _hasLeaderLeft; // guarded by _gate
    private TaskCompletionSource? _news; // guarded by _gate; there while somebody waits
    private AnswerHead? _head; // of whoever adds
    private int _isClaimed;

    public RequestIdentity Identity => identity;

    /// <summary>When the caller whose call it is stops waiting; null for never. Set before the call is made.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>How many read it; guarded by the flights.</summary>
    public int Readers { get; set; }

    /// <summary>Whether the answer was stored, so that no call was made. Known with the first update.</summary>
    public bool IsFromStore { get; private set; }

    /// <summary>What the call gave that was not a stream, for the caller whose call it was. Known at the end.</summary>
    public ChatResponse? Own { get; private set; }

    /// <summary>Cancelled when no reader is left.</summary>
    public CancellationToken Abandoned => Abandonment.Token;

    /// <summary>The whole answer, or the error of its call.</summary>
    public Task<Answer> End => _end.Task;

    // Never disposed: the last reader may leave while the call ends.
    private CancellationTokenSource Abandonment { get; } = new();

    /// <summary>True for the one that brings the answer.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _isClaimed, 1) == 0;

    /// <summary>Adds an update; one at a time does.</summary>
    public void Add(ChatResponseUpdate update)
    {
        VendorObjects.LeaveBehind(update.Contents);
        var added = AnswerUpdate.Of(update, _head);
        _head = added.Head;
        TaskCompletionSource? news;
        lock (_gate)
        {
            _updates.Add(added);
            if (!_hasLeaderLeft)
            {
                _own.Add(update);
            }

            (news, _news) = (_news, null);
        }

        news?.TrySetResult();
    }

    /// <summary>The updates so far.</summary>
    public AnswerUpdate[] Updates()
    {
        lock (_gate)
        {
            return [.. _updates];
        }
    }

    /// <summary>Ends with the whole answer of the call.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="own">What the call gave, unless it streamed.</param>
    /// <param name="isKept">Whether who comes later gets it too, until it can be found in the store.</param>
    public void Complete(Answer answer, ChatResponse? own, bool isKept)
    {
        if (!isKept)
        {
            flights.Forget(this);
        }

        Own = own;
        Land(answer);
    }

    /// <summary>Ends with an answer that was stored: no call was made.</summary>
    public void CompleteFromStore(Answer answer)
    {
        IsFromStore = true;
        Land(answer);
    }

    /// <summary>Shares an error with those who read now. Who comes later makes a call of its own.</summary>
    public void Fail(Exception exception)
    {
        flights.Forget(this);
        _end.TrySetException(exception);

        // All may have left before the error came; it must not surface as unobserved.
        _ = _end.Task.Exception;
        WakeAll();
    }

    /// <summary>Stops the call. Not on the time of the reader that left, and what its callbacks throw is nobody's error.</summary>
    public void Abandon() => _ = AbandonAsync();

    /// <summary>Where the answer of a reader comes from, given how it joined.</summary>
    public AnswerSource SourceFor(AnswerSource joined) => IsFromStore ? AnswerSource.Store : joined;

    /// <summary>Waits for the answer to begin; the error if it ended before it began.</summary>
    public async Task<Exception?> FindRefusalAsync(CancellationToken cancellationToken)
    {
        Task news;
        lock (_gate)
        {
            if (_updates.Count > 0)
            {
                return null;
            }

            news = WaitForNewsAsync();
        }

        await Task.WhenAny(news).WaitAsync(cancellationToken).ConfigureAwait(false);
        return _end.Task.Exception?.InnerException;
    }

    /// <summary>Reads the answer as a stream, from its start.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(AnswerSource joined, IPriceList prices, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isLeader = joined == AnswerSource.OwnCall;
        var at = 0;
        for (Task? news = null; news != _end.Task;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Look(at, isLeader, out news) is { } update)
            {
                at++;
                yield return update;
            }
            else
            {
                await news!.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        var source = SourceFor(joined);
        if (source == AnswerSource.OwnCall)
        {
            yield break;
        }

        var answer = await _end.Task.ConfigureAwait(false);
        for (; at < answer.Updates.Length - 1; at++)
        {
            yield return answer.Updates[at].ToUpdate();
        }

        yield return answer.ToLastUpdate(source, prices, isGiven: at >= answer.Updates.Length);
    }

    /// <summary>The leader reads no further: what is its own is not kept for it.</summary>
    public void LeaderLeft()
    {
        lock (_gate)
        {
            _hasLeaderLeft = true;
            _own.Clear();
        }
    }

    // Who shares a call is told so with the last update, so what ends the answer is held back from them until the end is known.
    private ChatResponseUpdate? Look(int at, bool isLeader, out Task? news)
    {
        AnswerUpdate? shared;
        lock (_gate)
        {
            news = null;
            if (isLeader && at < _own.Count)
            {
                (var own, _own[at]) = (_own[at], null);
                return own;
            }

            shared = !isLeader && at < _updates.Count && _updates[at].FinishReason is null ? _updates[at] : null;
            if (shared is null)
            {
                news = WaitForNewsAsync();
                return null;
            }
        }

        return shared.ToUpdate();
    }

    // Under the gate. The end is set before those who wait are woken under it: it is seen here, or wakes.
    private Task WaitForNewsAsync() => _end.Task.IsCompleted ? _end.Task : (_news ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void Land(Answer answer)
    {
        _end.TrySetResult(answer);
        WakeAll();
    }

    private void WakeAll()
    {
        lock (_gate)
        {
            _news?.TrySetResult();
            _news = null;
        }
    }

    private async Task AbandonAsync()
    {
        try
        {
            await Abandonment.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException)
        {
            // Nobody waits for this call any more.
        }
    }
}
