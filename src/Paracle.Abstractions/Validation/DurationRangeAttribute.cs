using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Paracle;

/// <summary>Bounds a duration in options, both ends included. Unlike <see cref="RangeAttribute"/> it works under trimming and AOT.</summary>
/// <param name="minimum">The least duration, as <c>hh:mm:ss</c> or <c>d.hh:mm:ss</c>.</param>
/// <param name="maximum">The greatest duration, in the same form.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationRangeAttribute(string minimum, string maximum) : ValidationAttribute
{
    /// <summary>The least duration.</summary>
    public string Minimum => minimum;

    /// <summary>The greatest duration.</summary>
    public string Maximum => maximum;

    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is null
        || (value is TimeSpan duration
            && duration >= TimeSpan.Parse(minimum, CultureInfo.InvariantCulture)
            && duration <= TimeSpan.Parse(maximum, CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) => $"{name} must be a duration from {minimum} to {maximum}.";

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        IsValid(value)
            ? ValidationResult.Success
            : new ValidationResult(
                $"{validationContext.DisplayName} is {value}; it must be a duration from {minimum} to {maximum}.",
                validationContext.MemberName is { } member ? [member] : null);
}
