namespace Paracle;

/// <summary>Which page of a listing to read. Paging is by keyset: a page costs the same however deep it lies.</summary>
/// <param name="Size">The most items to return: 1 to 1,000. Default 50.</param>
/// <param name="Cursor">The <see cref="Page{T}.NextCursor"/> of the page before, or null for the first.</param>
public sealed record PageRequest(int Size = 50, string? Cursor = null)
{
    /// <summary>The most items a page can hold: 1,000.</summary>
    public const int MaxSize = 1000;

    /// <summary>The first page at the default size.</summary>
    public static PageRequest First { get; } = new();

    /// <summary>Checks <see cref="Size"/>.</summary>
    /// <exception cref="InvalidInputException">The size is outside 1 to 1,000.</exception>
    public void Validate() => InputRules.RequireRange(Size, 1, MaxSize, "page size");
}
