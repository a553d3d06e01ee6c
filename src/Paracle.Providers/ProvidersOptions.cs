namespace Paracle;

/// <summary>Settings of the provider catalog.</summary>
public sealed class ProvidersOptions
{
    /// <summary>The provider for agents and calls that name none. Default: none, which means the only one where there is but one.</summary>
    public string? Default { get; set; }
}
