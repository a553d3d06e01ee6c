using CsCheck;
using Paracle.AspNetCore.Internal.Paging;

namespace Paracle.AspNetCore.Tests.Paging;

public sealed class PermittedPagesTests
{
    [Fact]
    public async Task Pages_OfAnyListing_ShowWhatIsPermittedOnceInOrder() =>
        await Gen.Select(Gen.Bool.List[0, 300], Gen.Int[1, 40]).SampleAsync(async (permitted, size) =>
        {
            var expected = Enumerable.Range(0, permitted.Count).Where(item => permitted[item]);
            (await ReadAllAsync(permitted, size)).Items.ShouldBe(expected);
        });

    [Fact]
    public async Task Page_NothingPermittedForLong_StaysWithinItsReadsAndGoesOn()
    {
        bool[] permitted = [.. Enumerable.Repeat(false, 1000), true];

        var (items, mostReads) = await ReadAllAsync(permitted, size: 10);

        items.ShouldBe([1000]);
        mostReads.ShouldBe(20);
    }

    private static async Task<(List<int> Items, int MostReads)> ReadAllAsync(IReadOnlyList<bool> permitted, int size)
    {
        var items = new List<int>();
        var mostReads = 0;
        string? cursor = null;
        do
        {
            var reads = 0;
            var page = await PermittedPages.ReadAsync(
                new PageRequest(size, cursor),
                (request, _) =>
                {
                    reads++;
                    return ValueTask.FromResult(Store(permitted.Count, request));
                },
                (item, _) => ValueTask.FromResult(permitted[item]),
                CancellationToken.None);
            page.Items.Count.ShouldBeLessThanOrEqualTo(size);
            items.AddRange(page.Items);
            mostReads = Math.Max(mostReads, reads);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return (items, mostReads);
    }

    private static Page<int> Store(int count, PageRequest request)
    {
        request.Validate();
        var first = request.Cursor is null ? 0 : int.Parse(request.Cursor) + 1;
        var items = Enumerable.Range(first, Math.Min(request.Size, count - first)).ToList();
        return new Page<int>(items, first + items.Count < count ? items[^1].ToString() : null);
    }
}
