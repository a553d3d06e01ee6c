namespace Paracle.Torture.Llm;

/// <summary>What became of a request at the server, as far as the policy of attempts asks.</summary>
internal enum LlmFate
{
    /// <summary>It got its whole answer.</summary>
    Answered,

    /// <summary>It was refused with a status that may be asked again.</summary>
    Refused,

    /// <summary>It was refused for a day: this provider is not to be asked again.</summary>
    RefusedForADay,

    /// <summary>It was taken, and its answer never came or broke off: it may be billed, and nobody is to be asked again.</summary>
    Broken,
}
