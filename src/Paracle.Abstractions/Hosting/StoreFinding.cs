namespace Paracle;

/// <summary>Something a check found.</summary>
/// <param name="Severity">How grave it is. An <see cref="StoreFindingSeverity.Error"/> means not ready.</param>
/// <param name="Message">What was found, with the measured value.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record StoreFinding(StoreFindingSeverity Severity, string Message, string Remedy);
