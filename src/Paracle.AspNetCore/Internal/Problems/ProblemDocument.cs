namespace Paracle.AspNetCore.Internal.Problems;

/// <summary>Problem details (RFC 9457) as they are written.</summary>
internal sealed record ProblemDocument(
    string Type, string Title, int Status, string Detail, string Code, string? Input, ExecutionId? ExecutionId, string? TraceId)
{
    public static string TypeOf(string code) => $"urn:paracle:error:{code}";
}
