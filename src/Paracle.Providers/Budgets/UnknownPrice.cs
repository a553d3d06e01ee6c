namespace Paracle;

/// <summary>What happens to a call under a budget of money when the price list does not know what it costs.</summary>
public enum UnknownPrice
{
    /// <summary>It is stopped with a <see cref="ConfigurationException"/> that names the provider and model.</summary>
    Refuse,

    /// <summary>It counts as free; its tokens still count.</summary>
    CountAsFree,
}
