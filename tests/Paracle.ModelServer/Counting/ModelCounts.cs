namespace Paracle.Simulation;

/// <summary>The counts of a server at one moment.</summary>
/// <param name="Received">Requests whose head has arrived.</param>
/// <param name="InFlight">Of these, the ones still being answered.</param>
/// <param name="Completed">Answered to the end, or to the fault that was scripted.</param>
/// <param name="Aborted">The client left before the end.</param>
/// <param name="TokensServed">Tokens sent in answers.</param>
public readonly record struct ModelCounts(long Received, long InFlight, long Completed, long Aborted, long TokensServed);
