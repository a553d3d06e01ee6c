namespace Paracle.Testing.Conformance;

/// <summary>Reads listings to their end.</summary>
internal static class Paging
{
    public static async Task<List<T>> ReadAllAsync<T>(Func<PageRequest, ValueTask<Page<T>>> list, int size, Func<Task>? betweenPages = null)
    {
        var items = new List<T>();
        string? cursor = null;
        do
        {
            var page = await list(new PageRequest(size, cursor));
            page.Items.Count.ShouldBeLessThanOrEqualTo(size);
            if (page.NextCursor is not null)
            {
                page.Items.Count.ShouldBe(size, "only the last page may be short");
            }

            items.AddRange(page.Items);
            cursor = page.NextCursor;
            if (betweenPages is not null)
            {
                await betweenPages();
            }
        }
        while (cursor is not null);
        return items;
    }

    public static async Task RefusesBadPagesAsync<T>(Func<PageRequest, ValueTask<Page<T>>> list)
    {
        foreach (var size in Texts.BadPageSizes)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await list(new PageRequest(size)), $"page size {size}");
        }

        foreach (var cursor in Texts.BadCursors)
        {
            await Should.ThrowAsync<InvalidInputException>(async () => await list(new PageRequest(10, cursor)), $"cursor {Texts.Show(cursor)}");
        }
    }
}
