namespace Paracle.Providers.Tests.Coalescing;

/// <summary>One upstream call: when it ran, and how it ended.</summary>
internal sealed class StormCall(int number, long began, CancellationToken cancellationToken)
{
    private int _owners;

    public int Number => number;

    public long Began => began;

    public long Ended { get; set; }

    /// <summary>What it told, if it came to its end.</summary>
    public string? Text { get; set; }

    /// <summary>The error it ended with, but for that of one who may not call.</summary>
    public Exception? Error { get; set; }

    /// <summary>Whether its caller may not call.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Whether it was stopped because nobody was left, before it had ended or while it did.</summary>
    public bool IsStopped => cancellationToken.IsCancellationRequested;

    /// <summary>Takes the call as one's own: only one may.</summary>
    public bool TryOwn() => Interlocked.Increment(ref _owners) == 1;
}
