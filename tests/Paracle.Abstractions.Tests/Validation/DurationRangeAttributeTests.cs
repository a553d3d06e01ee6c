using System.ComponentModel.DataAnnotations;

namespace Paracle.Abstractions.Tests.Validation;

public sealed class DurationRangeAttributeTests
{
    private static readonly DurationRangeAttribute Range = new("00:00:01", "1.00:00:00");

    [Theory]
    [InlineData("00:00:01", true)]
    [InlineData("1.00:00:00", true)]
    [InlineData("00:00:00.9999999", false)]
    [InlineData("1.00:00:00.0000001", false)]
    [InlineData("00:00:00", false)]
    [InlineData("-00:00:00.0010000", false)]
    public void IsValid_Durations_WithinBothEnds(string duration, bool isValid) =>
        Range.IsValid(TimeSpan.Parse(duration)).ShouldBe(isValid);

    [Fact]
    public void IsValid_NothingOrNoDuration_NothingPasses()
    {
        Range.IsValid(null).ShouldBeTrue();
        Range.IsValid("00:00:05").ShouldBeFalse();
    }

    [Fact]
    public void GetValidationResult_OutOfRange_NamesSettingValueAndBounds()
    {
        var context = new ValidationContext(new object(), "TimeToLive", null, null) { MemberName = "TimeToLive" };
        var result = Range.GetValidationResult(TimeSpan.Zero, context)!;
        result.ErrorMessage.ShouldBe("TimeToLive is 00:00:00; it must be a duration from 00:00:01 to 1.00:00:00.");
        result.MemberNames.ShouldBe(["TimeToLive"]);
        Range.GetValidationResult(TimeSpan.FromSeconds(2), context).ShouldBe(ValidationResult.Success);
        Range.FormatErrorMessage("TimeToLive").ShouldContain("00:00:01");
    }
}
