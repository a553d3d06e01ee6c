using CsCheck;

namespace Paracle.Abstractions.Tests.Queues;

public sealed class QueueRulesTests
{
    [Theory]
    [InlineData(null, "no reason was given")]
    [InlineData("", "no reason was given")]
    [InlineData(" \t", "no reason was given")]
    [InlineData("time-out", "time-out")]
    [InlineData("a\r\nb", "a\r\nb")]
    public void CleanError_Text_KeptOrSaidToBeMissing(string? error, string kept) => QueueRules.CleanError(error).ShouldBe(kept);

    [Fact]
    public void CleanError_AnyText_IsStorableShortAndStable() => Gen.String[Gen.OneOf('a', '\0', '\n', '\uD83D', '\uDE00', '\uFFFD'), 0, 9].Sample(error =>
    {
        var kept = QueueRules.CleanError(string.Concat(Enumerable.Repeat(error, 600)));
        InputRules.RequireText(kept, "error", QueueRules.MaxError);
        QueueRules.CleanError(kept).ShouldBe(kept);
    });

    [Fact]
    public void Options_OutOfRange_RefusedByTheirName()
    {
        new DurableQueueOptions().Validate();
        new DurableQueueOptions { Lanes = 256, Capacity = 100_000_000, DeadLetterMode = DeadLetterMode.SkipItem }.Validate();
        foreach (var (input, options) in new (string, DurableQueueOptions)[]
                 {
                     ("queue lanes", new() { Lanes = 0 }), ("queue lanes", new() { Lanes = -1 }), ("queue lanes", new() { Lanes = 257 }),
                     ("queue capacity", new() { Capacity = 0 }), ("queue capacity", new() { Capacity = -1 }), ("queue capacity", new() { Capacity = 100_000_001 }),
                     ("dead letter mode", new() { DeadLetterMode = (DeadLetterMode)2 }),
                 })
        {
            Should.Throw<InvalidInputException>(options.Validate).Input.ShouldBe(input);
            new DurableQueueOptionsValidator().Validate(null, options).FailureMessage.ShouldNotBeNull().ShouldContain(input);
            Should.Throw<InvalidInputException>(() => new InMemoryDurableQueue(new InMemoryExecutionStore(), TimeProvider.System, options));
        }
    }
}
