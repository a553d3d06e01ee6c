namespace Paracle.Simulation.Internal;

internal enum StreamFaultKind
{
    Cut,
    Stall,
    End,
    Malformed,
    Error,
}
