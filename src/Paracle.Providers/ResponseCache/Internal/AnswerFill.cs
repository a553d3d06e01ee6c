using Paracle.Providers.Answers.Internal;
using Paracle.Providers.Coalescing.Internal;

namespace Paracle.Providers.ResponseCache.Internal;

/// <summary>Brings the answer of one flight: by its call, or by what the store holds, and by only one of them.</summary>
internal sealed class AnswerFill(AnswerFlight flight, ModelCall call, TenantId tenant, AnswerTelemetry telemetry)
{
    public AnswerFlight Flight => flight;

    /// <summary>The tags the answer is stored under.</summary>
    public string[] Tags()
    {
        List<string> tags = [ResponseCacheTags.Tenant(tenant)];
        if (call.Model is { } model)
        {
            tags.Add(ResponseCacheTags.Model(model));
        }

        if (call.Options.FindParacle()?.Agent is { } agent)
        {
            tags.Add(ResponseCacheTags.Agent(tenant, agent));
        }

        return [.. tags];
    }

    /// <summary>Makes the call, unless the answer was brought already.</summary>
    /// <param name="isStored">Whether the answer is stored afterwards, if it may be.</param>
    /// <returns>The answer if it may be stored, else null.</returns>
    public async ValueTask<Answer?> MakeAsync(bool isStored)
    {
        if (!flight.TryClaim())
        {
            return null;
        }

        telemetry.Missed();
        string? refusal = null;
        var answer = await call.RunAsync(flight, made => (refusal = AnswerRules.RefusalOf(made)) is null && isStored).ConfigureAwait(false);
        if (refusal is null)
        {
            return answer;
        }

        telemetry.Refused(refusal);
        return null;
    }

    /// <summary>Takes what was stored, unless the answer was brought already.</summary>
    public void Take(Answer answer)
    {
        if (flight.TryClaim())
        {
            flight.CompleteFromStore(answer);
        }
    }
}
