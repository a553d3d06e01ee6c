using System.Text.Json.Serialization;

namespace Paracle.AspNetCore.Internal.Health;

/// <summary>What a check found.</summary>
internal sealed record ReadinessReason(string Check, string Severity, string Message, string Remedy)
{
    private const string Error = "error";

    [JsonIgnore]
    public bool IsError => Severity is Error;

    public static ReadinessReason Of(string check, StoreFinding finding) => new(
        check,
        finding.Severity switch
        {
            StoreFindingSeverity.Info => "info",
            StoreFindingSeverity.Warning => "warning",
            _ => Error,
        },
        finding.Message,
        finding.Remedy);

    public static ReadinessReason Failed(string check, string message, string remedy) => new(check, Error, message, remedy);
}
