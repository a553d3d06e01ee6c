using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Paracle.Providers.Answers.Internal;
using Paracle.Providers.Identity.Internal;

namespace Paracle.Providers.Coalescing.Internal;

/// <summary>Gives callers who ask the same at the same time the answer of one call.</summary>
/// <param name="flights">The answers on their way.</param>
/// <param name="lead">Brings the answer of a flight: by the call, or from a store.</param>
/// <param name="prices">Prices what was saved.</param>
/// <param name="telemetry">Counts what was shared.</param>
internal sealed class SharedCalls(AnswerFlights flights, Func<AnswerFlight, ModelCall, Task> lead, IPriceList prices, AnswerTelemetry telemetry)
{
    public async Task<ChatResponse> GetResponseAsync(RequestIdentity identity, ModelCall call, CancellationToken cancellationToken)
    {
        while (Join(identity, call, out var joined, cancellationToken) is { } flight)
        {
            try
            {
                var answer = await flight.End.WaitAsync(cancellationToken).ConfigureAwait(false);
                var source = flight.SourceFor(joined);
                telemetry.Given(answer, source);
                return source == AnswerSource.OwnCall ? flight.Own! : answer.ToResponse(source, prices);
            }
            catch (Exception exception) when (joined != AnswerSource.OwnCall && IsOfTheLeader(exception, flight, call))
            {
                // The next of those who wait leads.
            }
            finally
            {
                flights.Leave(flight);
            }
        }

        return await call.Client.GetResponseAsync(call.Messages, call.Options, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        RequestIdentity identity, ModelCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (Join(identity, call, out var joined, cancellationToken) is { } flight)
        {
            try
            {
                if (joined != AnswerSource.OwnCall && await flight.FindRefusalAsync(cancellationToken).ConfigureAwait(false) is { } refusal && IsOfTheLeader(refusal, flight, call))
                {
                    continue;
                }

                await foreach (var update in flight.ReadAsync(joined, prices, cancellationToken).ConfigureAwait(false))
                {
                    yield return update;
                }

                telemetry.Given(await flight.End.ConfigureAwait(false), flight.SourceFor(joined));
                yield break;
            }
            finally
            {
                if (joined == AnswerSource.OwnCall)
                {
                    flight.LeaderLeft();
                }

                flights.Leave(flight);
            }
        }

        await foreach (var update in call.Client.GetStreamingResponseAsync(call.Messages, call.Options, cancellationToken).ConfigureAwait(false))
        {
            yield return update;
        }
    }

    /// <summary>Whether an error came of what the leader may, its budget or its deadline, and not of the call: it says nothing to others.</summary>
    private bool IsOfTheLeader(Exception exception, AnswerFlight flight, ModelCall call) => exception switch
    {
        // What may be tried again, after the wait that the provider asks for, once the leader has no time left for it and others have. No more than once may be billed.
        ProviderException { Failure: ProviderFailure.NotSent or ProviderFailure.CircuitOpen or ProviderFailure.Refused } refused =>
            !flights.HasTime(refused.RetryAfter ?? TimeSpan.Zero, flight.Deadline) && flights.HasTime(refused.RetryAfter ?? TimeSpan.Zero, call.Deadline),
        ProviderException => false,
        _ => exception is ParacleException,
    };

    private AnswerFlight? Join(RequestIdentity identity, ModelCall call, out AnswerSource joined, CancellationToken cancellationToken)
    {
        // Each time anew: who left while another led must neither lead now nor be told the other's error.
        cancellationToken.ThrowIfCancellationRequested();
        var flight = flights.Join(identity, out joined);
        if (flight is null)
        {
            telemetry.Overflowed();
        }
        else if (joined == AnswerSource.OwnCall)
        {
            flight.Deadline = call.Deadline;
            _ = LeadAsync(flight, call);
        }
        else
        {
            telemetry.Joined();
        }

        return flight;
    }

    private async Task LeadAsync(AnswerFlight flight, ModelCall call)
    {
        try
        {
            await lead(flight, call.Snapshot()).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            flight.Fail(exception);
        }
        finally
        {
            // Only now: who comes between the answer's end and its being stored still reads it here.
            flights.Forget(flight);
        }
    }
}
