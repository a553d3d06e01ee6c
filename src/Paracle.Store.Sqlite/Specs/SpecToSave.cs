namespace Paracle.Store.Sqlite;

/// <summary>A spec on its way into the store.</summary>
/// <param name="Name">The spec's name.</param>
/// <param name="Parent">The spec it inherits from, or null.</param>
/// <param name="Spec">The spec.</param>
/// <param name="Body">The spec as JSON.</param>
/// <param name="ExpectedVersion">The version it may replace, or null for any.</param>
/// <param name="Now">When it is saved, in milliseconds since 1970.</param>
internal sealed record SpecToSave<TSpec>(string Name, string? Parent, TSpec Spec, string Body, long? ExpectedVersion, long Now);
