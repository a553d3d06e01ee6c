namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>Why a prompt's batch did not answer it.</summary>
internal enum FallbackReason
{
    /// <summary>No answer that counts was in it.</summary>
    Invalid,

    /// <summary>It was refused as a whole.</summary>
    Refused,
}
