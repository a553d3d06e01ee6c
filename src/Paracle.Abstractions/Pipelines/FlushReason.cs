namespace Paracle;

/// <summary>Why a batch was flushed.</summary>
public enum FlushReason
{
    /// <summary>Nothing more was waiting.</summary>
    Drained,

    /// <summary>It held as many items as it may.</summary>
    Count,

    /// <summary>It was as heavy as it may be.</summary>
    Weight,

    /// <summary>An item's deadline came.</summary>
    Deadline,

    /// <summary>It had waited for company as long as it may.</summary>
    Linger,

    /// <summary>The pipeline is stopping.</summary>
    Stopping,
}
