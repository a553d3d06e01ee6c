using Paracle.Testing.Pipelines;

namespace Paracle.Torture;

/// <summary>One part of Paracle that is tortured: injects faults and judges what must hold all the same.</summary>
internal interface ITortureArea
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>What must hold, in a line.</summary>
    string Promise { get; }

    /// <summary>Goes on until the token is cancelled, and counts what it injects, what came of it and what was broken.</summary>
    Task RunAsync(int seed, StormReport report, TextWriter output, CancellationToken cancellationToken);
}
