namespace Paracle;

/// <summary>One of the providers of a route.</summary>
/// <param name="Provider">Its name in the catalog.</param>
/// <param name="Model">The model it is asked for, whichever the call names; null for the call's own, or else the provider's default.</param>
public sealed record FallbackTarget(string Provider, string? Model = null);
