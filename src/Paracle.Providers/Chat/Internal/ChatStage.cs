namespace Paracle.Providers.Chat.Internal;

/// <summary>Where a middleware stands, outermost first. There is one order for all.</summary>
internal enum ChatStage
{
    /// <summary>Of the call: takes out what must not be seen.</summary>
    Redaction,

    /// <summary>Of the call: answers from what is stored.</summary>
    ResponseCache,

    /// <summary>Of the call: lets equal calls share one.</summary>
    Coalescing,

    /// <summary>Of the call: stops what would break a budget.</summary>
    Budget,

    /// <summary>Of one provider: sends small prompts together.</summary>
    PromptBatching,

    /// <summary>Of one provider: keeps within its limits.</summary>
    RateLimit,
}
