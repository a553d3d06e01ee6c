namespace Paracle.Providers.Answers.Internal;

/// <summary>Where a caller's answer comes from.</summary>
internal enum AnswerSource
{
    /// <summary>From the call that was made for it.</summary>
    OwnCall,

    /// <summary>From the call of another caller.</summary>
    SharedCall,

    /// <summary>From what was stored.</summary>
    Store,
}
