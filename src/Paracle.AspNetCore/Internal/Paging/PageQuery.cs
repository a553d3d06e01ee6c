using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Paracle.AspNetCore.Internal.Paging;

/// <summary>The page that a query asks for: <c>limit</c> and <c>cursor</c>.</summary>
internal static class PageQuery
{
    public static PageRequest Of(IQueryCollection query)
    {
        var size = PageRequest.First.Size;
        if (Single(query, "limit") is { } limit && !int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out size))
        {
            throw new InvalidInputException("limit", $"'limit' is no whole number. Give 1 to {PageRequest.MaxSize}.");
        }

        var page = new PageRequest(size, Single(query, "cursor"));
        page.Validate();
        return page;
    }

    /// <summary>A value of the query, or null when it is not given.</summary>
    public static string? Single(IQueryCollection query, string name) => query[name] switch
    {
        { Count: 0 } => null,
        [{ Length: > 0 } value] => value,
        _ => throw new InvalidInputException(name, $"'{name}' is empty or given more than once. Give it once or leave it out."),
    };
}
