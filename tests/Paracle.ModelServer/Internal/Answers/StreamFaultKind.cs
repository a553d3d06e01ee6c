namespace Paracle.Simulation.Internal;

internal enum StreamFaultKind
{
    Cut,
    Stall,
    Ping,
    End,
    Malformed,
    Error,
}
