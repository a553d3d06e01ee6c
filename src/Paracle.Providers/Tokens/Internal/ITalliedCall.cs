namespace Paracle.Providers.Tokens.Internal;

/// <summary>A call that has taken something in advance, by estimate, and settles it at its end by what is known then. Used by one caller at a time.</summary>
internal interface ITalliedCall : IAsyncDisposable
{
    /// <summary>What is known of its answer so far.</summary>
    AnswerTally Answer { get; }

    /// <summary>Takes note of the error that it ended in.</summary>
    void Failed(Exception exception);
}
