using System.Net;
using Microsoft.AspNetCore.Http;
using Paracle.AspNetCore.Internal.Problems;
using Paracle.AspNetCore.Tests.Doubles;

namespace Paracle.AspNetCore.Tests.Problems;

public sealed class ProblemTests
{
    private const string Secret = "canary-7f3a";

    public static TheoryData<string, int, string> Errors => new()
    {
        { "input", 400, ErrorCodes.InvalidInput },
        { "missing", 404, ErrorCodes.NotFound },
        { "denied", 403, ErrorCodes.AccessDenied },
        { "conflict", 409, ErrorCodes.Conflict },
        { "lease", 409, ErrorCodes.LeaseLost },
        { "queue", 503, ErrorCodes.QueueFull },
        { "store", 503, ErrorCodes.StoreFull },
        { "steps", 422, ErrorCodes.StepLimit },
        { "calls", 422, ErrorCodes.ToolCallLimit },
        { "time", 504, ErrorCodes.TimeLimit },
        { "budget", 429, ErrorCodes.BudgetExhausted },
        { "rate", 429, ErrorCodes.RateLimited },
        { "away", 503, ErrorCodes.Unavailable },
        { "provider", 502, ErrorCodes.Provider },
        { "provider-time", 504, ErrorCodes.Provider },
        { "setup", 500, ErrorCodes.Configuration },
        { "unforeseen", 500, ErrorCodes.Internal },
        { "cancelled", 409, ErrorCodes.Cancelled },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Run_Fails_AnswersWithTheErrorsStatusAndCode(string error, int status, string code)
    {
        await using var host = await new HttpHost().With(new ScriptedRuntime { Error = Make(error) }).StartAsync();

        using var answer = await host.RunAsync();

        var problem = await answer.ProblemAsync((HttpStatusCode)status, code);
        problem.GetRawText().ShouldNotContain(Secret);
        (answer.Headers.RetryAfter is not null).ShouldBe(status is 503 or 429 || error == "provider");
        (problem.Text("execution_id") is not null).ShouldBe(error is "provider" or "time");
    }

    [Fact]
    public async Task Run_RetryAfter_IsInWholeSecondsRoundedUp()
    {
        await using var host = await new HttpHost().With(new ScriptedRuntime { Error = Make("rate") }).StartAsync();

        using var answer = await host.RunAsync();

        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Run_UnforeseenError_IsLoggedByTypeAlone()
    {
        await using var host = await new HttpHost().With(new ScriptedRuntime { Error = Make("unforeseen") }).StartAsync();

        await host.RunAsync();

        host.Logs.GetSnapshot().ShouldContain(record => record.Id.Id == EventIdBands.AspNetCore && record.Message.Contains(nameof(InvalidTimeZoneException)));
        host.Logs.GetSnapshot().ShouldAllBe(record => !record.Message.Contains(Secret));
    }

    [Fact]
    public async Task Run_SetupError_IsToldToTheHostAndNotToTheClient()
    {
        await using var host = await new HttpHost().With(new ScriptedRuntime { Error = new ConfigurationException("Call AddProvider.") }).StartAsync();

        var problem = await host.RunAsync().ProblemAsync(HttpStatusCode.InternalServerError, ErrorCodes.Configuration);

        problem.Text("detail")!.ShouldNotContain("AddProvider");
        host.Logs.GetSnapshot().ShouldContain(record => record.Id.Id == EventIdBands.AspNetCore + 1 && record.Message.Contains("AddProvider"));
    }

    [Fact]
    public void Of_ErrorOfTheHostsOwn_IsAnInternalOne() =>
        Problem.Of(new OwnException()).ShouldSatisfyAllConditions(
            problem => problem.Status.ShouldBe(StatusCodes.Status500InternalServerError), problem => problem.Detail.ShouldNotContain(Secret));

    private static Exception Make(string error) => error switch
    {
        "input" => new InvalidInputException("task", "'task' is empty."),
        "missing" => new NotFoundException("There is no agent."),
        "denied" => new AccessDeniedException("No grant."),
        "conflict" => new ConflictException("Version 3 is stored."),
        "lease" => new LeaseLostException("Held by another."),
        "queue" => new LimitExceededException(ErrorCodes.QueueFull, "Full."),
        "store" => new LimitExceededException(ErrorCodes.StoreFull, "Full."),
        "steps" => new LimitExceededException(ErrorCodes.StepLimit, "16 steps."),
        "calls" => new LimitExceededException(ErrorCodes.ToolCallLimit, "64 calls."),
        "time" => new LimitExceededException(ErrorCodes.TimeLimit, "2 minutes.") { ExecutionId = ScriptedRuntime.Id },
        "budget" => new LimitExceededException(ErrorCodes.BudgetExhausted, "Spent.") { RetryAfter = TimeSpan.FromHours(1) },
        "rate" => new LimitExceededException(ErrorCodes.RateLimited, "Too many.") { RetryAfter = TimeSpan.FromMilliseconds(1001) },
        "away" => new UnavailableException("The server db.internal does not answer: " + Secret),
        "provider" => new ProviderException("The provider failed.") { Status = 429, RetryAfter = TimeSpan.FromSeconds(3), ExecutionId = ScriptedRuntime.Id },
        "provider-time" => new ProviderException("The provider took too long.") { Status = 504 },
        "setup" => new ConfigurationException("Set " + Secret),
        "cancelled" => new OperationCanceledException(Secret),
        _ => new InvalidTimeZoneException(Secret),
    };

    private sealed class OwnException() : ParacleException("own", Secret);
}
