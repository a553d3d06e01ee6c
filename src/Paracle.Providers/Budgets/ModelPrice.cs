namespace Paracle;

/// <summary>What a model costs, in the currency of the host's choice.</summary>
/// <param name="InputPerMillion">The price of a million tokens of prompts, zero or more.</param>
/// <param name="OutputPerMillion">The price of a million tokens of answers, zero or more.</param>
public sealed record ModelPrice(decimal InputPerMillion, decimal OutputPerMillion)
{
    private const decimal Million = 1_000_000;

    /// <summary>What tokens cost.</summary>
    /// <param name="usage">The tokens; an unknown number counts as none.</param>
    /// <returns>The price, rounded up to nine decimal places.</returns>
    public decimal CostOf(TokenUsage usage) => decimal.Round(
        (((usage.InputTokens ?? 0) * InputPerMillion) + ((usage.OutputTokens ?? 0) * OutputPerMillion)) / Million, 9, MidpointRounding.ToPositiveInfinity);
}
