namespace Paracle;

/// <summary>Settings of a route: a name of the catalog behind which several providers stand.</summary>
public sealed class FallbackOptions
{
    /// <summary>The providers in their order, 2 to 16. No default: empty. Every model of a provider is another entry.</summary>
    public IList<FallbackTarget> Providers { get; } = [];

    /// <summary>In which order they are asked. Default Ordered.</summary>
    public FallbackStrategy Strategy { get; set; }

    /// <summary>Whether the next provider is asked though the call was sent and no status came back, or the answer broke off before anything of it
    /// was handed on. Default false: the first provider may bill it, and the next one bills it again.</summary>
    public bool MoveOnWithoutStatus { get; set; }

    /// <summary>How long a measured latency counts, 1 s to 1 day. Default 1 minute. Only <see cref="FallbackStrategy.LeastLatency"/> needs it.</summary>
    [DurationRange("00:00:01", "1.00:00:00")]
    public TimeSpan LatencyMemory { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Adds a provider behind those that are there.</summary>
    /// <param name="provider">Its name in the catalog.</param>
    /// <param name="model">The model it is asked for, whichever the call names; null for the call's own, or else the provider's default.</param>
    /// <returns>These options.</returns>
    public FallbackOptions Add(string provider, string? model = null)
    {
        Providers.Add(new FallbackTarget(provider, model));
        return this;
    }
}
