namespace Paracle;

/// <summary>The prices of the built-in <see cref="IPriceList"/>. It comes without any: prices change, and yours may be others.</summary>
public sealed class PriceListOptions
{
    /// <summary>The prices by <c>provider/model</c>, or by <c>provider</c> for its models that have none of their own. No default: empty.</summary>
    public IDictionary<string, ModelPrice> Prices { get; } = new Dictionary<string, ModelPrice>(StringComparer.Ordinal);

    /// <summary>Sets what a model costs.</summary>
    /// <param name="provider">The provider's name in the catalog.</param>
    /// <param name="model">The model, or null for all models of the provider that have no price of their own.</param>
    /// <param name="inputPerMillion">The price of a million tokens of prompts.</param>
    /// <param name="outputPerMillion">The price of a million tokens of answers.</param>
    /// <returns>These options.</returns>
    public PriceListOptions Add(string provider, string? model, decimal inputPerMillion, decimal outputPerMillion)
    {
        Prices[model is null ? provider : $"{provider}/{model}"] = new ModelPrice(inputPerMillion, outputPerMillion);
        return this;
    }
}
