namespace Paracle.Benchmarks.Http;

/// <summary>The parts of a round.</summary>
/// <param name="WarmUp">Load that is not counted.</param>
/// <param name="Window">Load that is.</param>
/// <param name="Drain">How long requests begun in the window may go on after it.</param>
internal sealed record LoadPhases(TimeSpan WarmUp, TimeSpan Window, TimeSpan Drain);
