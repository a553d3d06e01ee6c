using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Paracle.AspNetCore.Internal.Json;

namespace Paracle.AspNetCore.Internal.Problems;

/// <summary>Answers a failed request with problem details, and logs what the host must know of.</summary>
internal sealed class ProblemWriter(JsonAnswer answer, ILogger<ProblemWriter> logger)
{
    private const string ContentType = "application/problem+json";

    public Task WriteAsync(HttpContext context, string endpoint, Exception exception)
    {
        var problem = Describe(endpoint, exception);
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Headers.ETag = default;
        if (problem.RetryAfter is { } pause)
        {
            context.Response.Headers.RetryAfter = Seconds(pause).ToString(CultureInfo.InvariantCulture);
        }

        var document = new ProblemDocument(
            ProblemDocument.TypeOf(problem.Code), problem.Title, problem.Status, problem.Detail, problem.Code, problem.Input, problem.ExecutionId, Activity.Current?.Id);
        return answer.WriteAsync(context, problem.Status, document, HttpJson.Contracts.ProblemDocument, ContentType);
    }

    /// <summary>What to tell the client. An error of the server is logged, once: here.</summary>
    public Problem Describe(string endpoint, Exception exception)
    {
        var problem = Problem.Of(exception);
        if (exception is ParacleException && problem.Status >= StatusCodes.Status500InternalServerError)
        {
            Log.ServerError(logger, endpoint, problem.Status, problem.Code, exception.Message);
        }
        else if (problem.Status == StatusCodes.Status500InternalServerError)
        {
            Log.UnforeseenError(logger, endpoint, exception.GetType().Name, exception.StackTrace);
        }

        return problem;
    }

    public static long Seconds(TimeSpan pause) => Math.Max(1, (long)Math.Ceiling(pause.TotalSeconds));
}
