namespace Paracle.AspNetCore.Internal.Health;

/// <summary>Whether this host can do its work, and every reason why not or why only poorly.</summary>
internal sealed record ReadinessDocument(string Status, IReadOnlyList<ReadinessReason> Reasons)
{
    private const string Ready = "ready";
    private const string NotReady = "not_ready";

    public static ReadinessDocument Of(IReadOnlyList<ReadinessReason> reasons) =>
        new(reasons.Any(reason => reason.IsError) ? NotReady : Ready, reasons);

    public bool IsReady() => Status is Ready;
}
