namespace Paracle.AspNetCore.Internal.Paging;

/// <summary>Pages of what a caller may read, out of pages of all there is.</summary>
internal static class PermittedPages
{
    // How many pages of the store one request may cost. At that bound a page is shorter than asked for, and its cursor goes on.
    private const int MaxReads = 20;

    public static async Task<Page<T>> ReadAsync<T>(
        PageRequest request,
        Func<PageRequest, CancellationToken, ValueTask<Page<T>>> read,
        Func<T, CancellationToken, ValueTask<bool>> mayRead,
        CancellationToken cancellationToken)
    {
        var permitted = new List<T>();
        var cursor = request.Cursor;
        for (var reads = 0; reads < MaxReads; reads++)
        {
            // Never more than are still missing, so that the store's cursor always stands right behind what was looked at.
            var page = await read(new PageRequest(request.Size - permitted.Count, cursor), cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items)
            {
                if (await mayRead(item, cancellationToken).ConfigureAwait(false))
                {
                    permitted.Add(item);
                }
            }

            cursor = page.NextCursor;
            if (cursor is null || permitted.Count == request.Size)
            {
                break;
            }
        }

        return new Page<T>(permitted, cursor);
    }
}
