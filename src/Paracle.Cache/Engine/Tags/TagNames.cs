namespace Paracle.Cache.Internal;

/// <summary>The rules for tags.</summary>
internal static class TagNames
{
    /// <summary>The tag that every entry has, as <see cref="Microsoft.Extensions.Caching.Hybrid.HybridCache"/> defines it.</summary>
    public const string Everything = "*";

    private const int MaxTags = 64;

    /// <summary>The tags of an entry: checked, each once.</summary>
    /// <exception cref="InvalidInputException">A tag is malformed, or there are too many.</exception>
    public static string[] Require(IEnumerable<string>? tags, IEnumerable<string>? more = null)
    {
        if (tags is null && more is null)
        {
            return [];
        }

        string[] all = [.. (tags ?? []).Concat(more ?? []).Select(tag => RequireOne(tag)).Distinct(StringComparer.Ordinal)];
        if (all.Length > MaxTags)
        {
            throw new InvalidInputException("cache tags", $"An entry has {all.Length} tags; at most {MaxTags} are allowed. Give fewer, broader ones.");
        }

        return all;
    }

    private static string RequireOne(string? tag)
    {
        InputRules.RequireKey(tag, "cache tag");
        return string.Equals(tag, Everything, StringComparison.Ordinal)
            ? throw new InvalidInputException("cache tag", "The tag '*' means every entry, and cannot be given to one.")
            : tag!;
    }
}
