namespace Paracle.Providers.PromptBatching.Internal.Lanes;

/// <summary>A call on its way through a lane.</summary>
internal abstract class LaneItem(string caller, DateTimeOffset? deadline)
{
    /// <summary>For whom it is; the lane is fair between callers.</summary>
    public string Caller => caller;

    public DateTimeOffset? Deadline => deadline;

    /// <summary>How it stands with the intake; the intake's.</summary>
    public LaneItemState State { get; set; }
}
