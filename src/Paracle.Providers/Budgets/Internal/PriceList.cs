using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Paracle.Providers.Budgets.Internal;

/// <summary>The prices of the host's options. A provider's name holds no slash, so no two models share a key.</summary>
internal sealed class PriceList(IOptions<PriceListOptions> options) : IPriceList
{
    private readonly FrozenDictionary<string, ModelPrice> _prices = options.Value.Prices.ToFrozenDictionary(StringComparer.Ordinal);

    public ModelPrice? Find(string provider, string? model) =>
        (model is null ? null : _prices.GetValueOrDefault($"{provider}/{model}")) ?? _prices.GetValueOrDefault(provider);
}
