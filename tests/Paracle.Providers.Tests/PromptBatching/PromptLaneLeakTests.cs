using System.Globalization;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>Weighs the heap, so nothing else may run beside it.</summary>
[Collection(AloneCollection.Name)]
public sealed class PromptLaneLeakTests : PromptBatchingTest
{
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Lanes_TenThousandAndAMillionPrompts_LeaveNothingBehind()
    {
        const int Lanes = 10_000;
        using var model = new QuietModel();
        using var client = Client(options => options.MaxLanes = Lanes, model: model);
        var contexts = Enumerable.Range(0, Lanes).Select(Of).ToArray();
        await SendAsync(client, contexts, 100_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await SendAsync(client, contexts, 900_000);
        var after = GC.GetTotalMemory(forceFullCollection: true);

        client.Lanes.ShouldBe(Lanes);
        model.Answered.ShouldBe(1_000_000);
        ((after - before) / 900_000.0).ShouldBeLessThan(2, "bytes a prompt");

        Time.Advance(TimeSpan.FromMinutes(6));
        await Within(AskAsync(client, "last", contexts[0]));
        client.Lanes.ShouldBe(1);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(-Lanes * 500L, "the lanes' own memory comes back");
    }

    private static Task SendAsync(Microsoft.Extensions.AI.IChatClient client, LlmCallContext[] contexts, int prompts) =>
        Parallel.ForAsync(0, prompts, async (i, cancellationToken) =>
            await AskAsync(client, "p", contexts[(int)((uint)i * 2_654_435_761 % contexts.Length)], cancellationToken: cancellationToken));

    private static LlmCallContext Of(int tenant) => new() { Tenant = new TenantId(tenant.ToString(CultureInfo.InvariantCulture)), AllowBatching = true };
}
