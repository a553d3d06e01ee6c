namespace Paracle.AotSmoke;

/// <summary>A value of the host's own, cached by its source-generated contract.</summary>
internal sealed record Forecast(string City, int Degrees);
