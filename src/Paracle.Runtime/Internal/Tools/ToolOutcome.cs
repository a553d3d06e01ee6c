namespace Paracle.Runtime.Internal.Tools;

/// <summary>The closed set of the label <see cref="TelemetryNames.ToolOutcomeLabel"/>.</summary>
internal static class ToolOutcome
{
    public const string Ok = "ok";
    public const string Error = "error";
    public const string Refused = "refused";
}
