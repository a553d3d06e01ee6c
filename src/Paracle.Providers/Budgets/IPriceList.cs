namespace Paracle;

/// <summary>What providers charge. A host registers one of its own to take prices from elsewhere.</summary>
public interface IPriceList
{
    /// <summary>Finds a price. It is asked for every call, so it answers from memory.</summary>
    /// <param name="provider">The provider's name in the catalog.</param>
    /// <param name="model">The model, or null when neither the call nor the provider names one.</param>
    /// <returns>The price, or null when it is not known.</returns>
    ModelPrice? Find(string provider, string? model);
}
