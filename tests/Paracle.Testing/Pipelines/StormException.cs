namespace Paracle.Testing.Pipelines;

/// <summary>An error that a storm raises on purpose, for an item or for a whole flush.</summary>
internal sealed class StormException(int? item, int? flush) : Exception($"The storm's error of item {item}, flush {flush}.")
{
    public int? Item => item;

    public int? Flush => flush;
}
