namespace Paracle.AspNetCore.Internal.Problems;

/// <summary>Codes of refusals that only HTTP knows; as stable as <see cref="ErrorCodes"/>.</summary>
internal static class HttpErrorCodes
{
    public const string BodyTooLarge = "body_too_large";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string PreconditionFailed = "precondition_failed";
    public const string BadRequest = "bad_request";
}
