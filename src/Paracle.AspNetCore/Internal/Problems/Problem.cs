using Microsoft.AspNetCore.Http;

namespace Paracle.AspNetCore.Internal.Problems;

/// <summary>What a client is told of an error: its status, code and words, and when to try again.</summary>
internal sealed record Problem(int Status, string Code, string Title, string Detail)
{
    // Long enough for a server to come back or a load balancer to turn away, short enough not to be waited out in vain.
    private static readonly TimeSpan UnavailablePause = TimeSpan.FromSeconds(5);

    public TimeSpan? RetryAfter { get; private init; }

    public ExecutionId? ExecutionId { get; private init; }

    public string? Input { get; private init; }

    public static Problem Of(Exception exception) => exception switch
    {
        HttpRefusalException refusal => new Problem(refusal.Status, refusal.Code, "The request was refused", refusal.Message),
        ParacleException error => Of(error) with { ExecutionId = error.ExecutionId },
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new Problem(
            StatusCodes.Status413PayloadTooLarge, HttpErrorCodes.BodyTooLarge, "The request was refused", "The body is longer than the server takes. Send less."),
        BadHttpRequestException bad => new Problem(
            bad.StatusCode, HttpErrorCodes.BadRequest, "The request was refused", "The request breaks a rule of HTTP. Send it anew."),
        OperationCanceledException => new Problem(
            StatusCodes.Status409Conflict, ErrorCodes.Cancelled, "The run was cancelled", "The run was cancelled before it ended."),
        _ => Internal(ErrorCodes.Internal),
    };

    private static Problem Of(ParacleException error) => error switch
    {
        InvalidInputException input => Make(StatusCodes.Status400BadRequest, "The input breaks a rule", error) with { Input = input.Input },
        NotFoundException => Make(StatusCodes.Status404NotFound, "There is no such thing", error),
        AccessDeniedException => Make(StatusCodes.Status403Forbidden, "The caller may not do that", error),
        ConflictException => Make(StatusCodes.Status409Conflict, "The change contradicts what is stored", error),
        LeaseLostException => Make(StatusCodes.Status409Conflict, "Another owner holds it now", error),
        LimitExceededException limit => OfLimit(limit),
        UnavailableException => Make(StatusCodes.Status503ServiceUnavailable, "A part of the service does not answer", error) with { RetryAfter = UnavailablePause },
        ProviderException provider => Make(
            provider.Status is StatusCodes.Status408RequestTimeout or StatusCodes.Status504GatewayTimeout
                ? StatusCodes.Status504GatewayTimeout
                : StatusCodes.Status502BadGateway,
            "The model provider failed", error) with
        {
            RetryAfter = provider.RetryAfter,
        },
        _ => Internal(error.Code),
    };

    private static Problem OfLimit(LimitExceededException limit) => limit.Code switch
    {
        ErrorCodes.StepLimit or ErrorCodes.ToolCallLimit => Make(StatusCodes.Status422UnprocessableEntity, "The run reached its bound", limit),
        ErrorCodes.TimeLimit => Make(StatusCodes.Status504GatewayTimeout, "The run reached a bound of time", limit),
        ErrorCodes.QueueFull or ErrorCodes.StoreFull => Make(StatusCodes.Status503ServiceUnavailable, "The host is full", limit) with
        {
            RetryAfter = limit.RetryAfter ?? UnavailablePause,
        },
        _ => Make(StatusCodes.Status429TooManyRequests, "A limit was reached", limit) with { RetryAfter = limit.RetryAfter },
    };

    private static Problem Make(int status, string title, ParacleException error) =>
        new(status, error.Code, title, ClientText.Of(error.Code, error.Message));

    private static Problem Internal(string code) =>
        new(StatusCodes.Status500InternalServerError, code, "The server failed", ClientText.Of(code, null));
}
