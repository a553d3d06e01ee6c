using System.Globalization;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>The bound on lanes, and what becomes of those nobody uses.</summary>
public sealed class PromptLaneTableTests : PromptBatchingTest
{
    [Fact]
    public async Task Lane_IdleForLong_IsRetiredWhenCallsCome()
    {
        using var lanes = Collect(TelemetryNames.PromptLanes);
        using var client = Client();
        Model.Answer(call => call.Answered());
        await Within(AskAsync(client, "one", Of(1)));
        await Within(AskAsync(client, "one", Of(2)));
        client.Lanes.ShouldBe(2);
        Time.Advance(TimeSpan.FromMinutes(4));
        await Within(AskAsync(client, "one", Of(2)));
        Time.Advance(TimeSpan.FromMinutes(4));
        await Within(AskAsync(client, "one", Of(3)));

        client.Lanes.ShouldBe(2);
        lanes.GetMeasurementSnapshot().Sum(measurement => measurement.Value).ShouldBe(2);
        (await Within(AskAsync(client, "again", Of(1)))).Text.ShouldBe("answer to again");
    }

    [Fact]
    public async Task Table_FullOfIdleLanes_MakesRoom()
    {
        using var client = Client(options => options.MaxLanes = 4);
        Model.Answer(call => call.Answered());
        for (var i = 0; i < 1_000; i++)
        {
            await Within(AskAsync(client, "one", Of(i)));
            client.Lanes.ShouldBeLessThanOrEqualTo(4);
        }
    }

    [Fact]
    public async Task Table_FullOfBusyLanes_LetsTheCallGoAlone()
    {
        using var bypasses = Collect(TelemetryNames.PromptBypasses);
        using var client = OneAtATime(options => options.MaxLanes = 1);
        var busy = AskAsync(client, "busy", Of(1));
        var held = await Model.NextAsync();
        var others = new[] { AskAsync(client, "one", Of(2)), AskAsync(client, "two", Of(2)) };
        HeldCall[] alone = [await Model.NextAsync(), await Model.NextAsync()];
        alone.ShouldAllBe(call => !call.Sent.IsBatch);
        Array.ForEach(alone, call => call.Answer());
        await Within(Task.WhenAll(others));
        held.Answer();
        await Within(busy);

        client.Lanes.ShouldBe(1);
        bypasses.GetMeasurementSnapshot().Select(bypass => (bypass.Value, bypass.Tags[TelemetryNames.PromptBypassLabel])).ShouldBe([(1, "lanes"), (1, "lanes")]);
    }

    [Fact]
    public async Task Lane_WithTooManyWaiting_RefusesWithATypedError()
    {
        using var rejections = Collect(TelemetryNames.PromptPipeline + ".rejections");
        using var client = OneAtATime(options => options.MaxWaiting = 3);
        var waiting = Enumerable.Range(0, 3).Select(i => AskAsync(client, $"prompt {i}")).ToArray();
        var held = await Model.NextAsync();
        (await Should.ThrowAsync<LimitExceededException>(() => Within(AskAsync(client, "too many")))).Code.ShouldBe(ErrorCodes.QueueFull);
        Model.Answer(call => call.Answered());
        held.Answer();
        await Within(Task.WhenAll(waiting));
        await Within(AskAsync(client, "room again"));
        rejections.GetMeasurementSnapshot().Sum(rejection => rejection.Value).ShouldBe(1);
    }

    private static LlmCallContext Of(int tenant) => new() { Tenant = new TenantId(tenant.ToString(CultureInfo.InvariantCulture)), AllowBatching = true };
}
