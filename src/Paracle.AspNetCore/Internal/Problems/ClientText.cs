namespace Paracle.AspNetCore.Internal.Problems;

/// <summary>The words of an error as a client gets them. Those that tell of the host's set-up are for the host's log.</summary>
internal static class ClientText
{
    public static string Of(string code, string? message) => code switch
    {
        ErrorCodes.Configuration => "The server is not set up for this; its log has the details.",
        ErrorCodes.Unavailable => "A part that is needed does not answer now. Try again later; the server's log has the details.",
        ErrorCodes.Internal => "The server met an error that nobody foresaw; its log has the details.",
        _ => message ?? "The server failed; its log has the details.",
    };
}
