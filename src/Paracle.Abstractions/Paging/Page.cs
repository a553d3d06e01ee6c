namespace Paracle;

/// <summary>One page of a listing.</summary>
/// <typeparam name="T">The kind of item.</typeparam>
/// <param name="Items">The items, in the listing's order.</param>
/// <param name="NextCursor">Give this back for the next page; null when this page is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
